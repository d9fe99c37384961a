package io.muster.agent.training;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** As much of a NATS server, with TLS, as one agent needs. It believes whoever comes. */
final class ScriptedNats implements Closeable {
  private static final String INFO =
      """
      INFO {"server_id":"T","server_name":"training","version":"2.10.0","proto":1,"headers":true,\
      "jetstream":true,"auth_required":true,"tls_required":true,"nonce":"training",\
      "max_payload":1048576,"client_id":1}\r
      """;

  private final ServerSocket socket;
  private final SSLContext tls;
  private final Script script;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Map<String, String> subscriptions = new HashMap<>();

  private ScriptedNats(ServerSocket socket, SSLContext tls, Script script) {
    this.socket = socket;
    this.tls = tls;
    this.script = script;
  }

  static ScriptedNats start(Path certificate, Path key, Script script)
      throws IOException, GeneralSecurityException {
    ServerSocket socket = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    ScriptedNats nats = new ScriptedNats(socket, context(certificate, key), script);
    Thread.ofPlatform().daemon().start(nats::accept);
    return nats;
  }

  private static SSLContext context(Path certificate, Path key)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream in = Files.newInputStream(certificate)) {
      Certificate[] chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(in)
              .toArray(Certificate[]::new);
      String algorithm = chain[0].getPublicKey().getAlgorithm();
      store.setKeyEntry("nats", privateKey(key, algorithm), new char[0], chain);
    }
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(store, new char[0]);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    return tls;
  }

  private static PrivateKey privateKey(Path pem, String algorithm)
      throws IOException, GeneralSecurityException {
    String text = Files.readString(pem).replaceAll("(?m)^-----.*$", "").replaceAll("\\s", "");
    return KeyFactory.getInstance(algorithm)
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(text)));
  }

  int port() {
    return socket.getLocalPort();
  }

  /** Waits for the end of the task. */
  boolean awaitEnd(long time, TimeUnit unit) throws InterruptedException {
    return ended.await(time, unit);
  }

  private void accept() {
    while (!socket.isClosed()) {
      try (Socket plain = socket.accept()) {
        plain.getOutputStream().write(INFO.getBytes(StandardCharsets.US_ASCII));
        SSLSocket secure =
            (SSLSocket) tls.getSocketFactory().createSocket(plain, null, plain.getPort(), true);
        secure.setUseClientMode(false);
        serve(secure.getInputStream(), secure.getOutputStream());
      } catch (IOException e) {
        // The agent went away, or the training is over.
      }
    }
  }

  private void serve(InputStream in, OutputStream out) throws IOException {
    for (String line = line(in); line != null; line = line(in)) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "PING" -> send(out, "PONG\r\n".getBytes(StandardCharsets.US_ASCII));
        case "SUB" -> subscriptions.put(words[1], words[words.length - 1]);
        case "PUB", "HPUB" -> published(in, out, words);
        default -> {} // CONNECT, UNSUB, PONG: nothing to say
      }
    }
  }

  /** {@code PUB subject [reply] size}, {@code HPUB subject [reply] head size}. */
  private void published(InputStream in, OutputStream out, String[] words) throws IOException {
    boolean headed = words[0].equals("HPUB");
    int size = Integer.parseInt(words[words.length - 1]);
    int head = headed ? Integer.parseInt(words[words.length - 2]) : 0;
    byte[] payload = Arrays.copyOfRange(in.readNBytes(size), head, size);
    in.skipNBytes(2);
    if (words.length == (headed ? 5 : 4)) {
      answer(out, words[2], script.answer(words[1]));
    }
    if (script.ends(words[1], payload)) {
      ended.countDown();
    }
  }

  private void answer(OutputStream out, String inbox, byte[] body) throws IOException {
    for (Map.Entry<String, String> one : subscriptions.entrySet()) {
      String pattern = one.getKey();
      boolean wild = pattern.endsWith("*") || pattern.endsWith(">");
      String prefix = wild ? pattern.substring(0, pattern.length() - 1) : pattern;
      if (inbox.startsWith(prefix)) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        String head = "MSG " + inbox + " " + one.getValue() + " " + body.length + "\r\n";
        message.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        message.writeBytes(body);
        message.writeBytes(new byte[] {'\r', '\n'});
        send(out, message.toByteArray());
        return;
      }
    }
  }

  private static void send(OutputStream out, byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        return null;
      }
      line.write(c);
    }
    return line.toString(StandardCharsets.US_ASCII).strip();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
