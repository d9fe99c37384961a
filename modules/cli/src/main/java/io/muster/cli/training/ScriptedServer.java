package io.muster.cli.training;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * An HTTPS server on loopback with a throw-away CA and certificate, of the kinds that the
 * standalone has. It answers every call with the same few things.
 */
final class ScriptedServer implements AutoCloseable {
  private static final String PASSWORD = "training";
  private static final String STORE = " -storetype PKCS12 -storepass " + PASSWORD + " -keystore ";

  private final SSLServerSocket socket;
  private final Path ca;

  private ScriptedServer(SSLServerSocket socket, Path ca) {
    this.socket = socket;
    this.ca = ca;
  }

  static ScriptedServer start(Path directory)
      throws IOException, GeneralSecurityException, InterruptedException {
    Path keys = directory.resolve("server.p12");
    Path ca = directory.resolve("ca.crt");
    certify(directory, keys, ca);
    SSLServerSocket socket =
        (SSLServerSocket)
            tls(keys)
                .getServerSocketFactory()
                .createServerSocket(0, 0, InetAddress.getLoopbackAddress());
    ScriptedServer server = new ScriptedServer(socket, ca);
    Thread.ofPlatform().daemon().start(server::accept);
    return server;
  }

  private static void certify(Path directory, Path keys, Path ca)
      throws IOException, InterruptedException {
    Path caKeys = directory.resolve("ca.p12");
    Path request = directory.resolve("server.csr");
    Path leaf = directory.resolve("server.crt");
    keytool(
        "-genkeypair -alias ca -keyalg RSA -keysize 2048 -dname CN=training-ca -ext bc:c"
            + (STORE + caKeys));
    keytool("-exportcert -rfc -alias ca -file " + ca + STORE + caKeys);
    keytool("-genkeypair -alias s -keyalg RSA -keysize 2048 -dname CN=localhost" + STORE + keys);
    keytool("-certreq -alias s -file " + request + STORE + keys);
    keytool(
        "-gencert -rfc -alias ca -ext san=ip:127.0.0.1 -ext eku=sA -infile "
            + (request + " -outfile " + leaf + STORE + caKeys));
    keytool("-importcert -noprompt -alias ca -file " + ca + STORE + keys);
    keytool("-importcert -noprompt -alias s -file " + leaf + STORE + keys);
  }

  private static void keytool(String words) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    line.addAll(List.of(words.split(" ")));
    Process process = new ProcessBuilder(line).inheritIO().start();
    if (process.waitFor() != 0) {
      throw new IOException("keytool failed: " + words);
    }
  }

  private static SSLContext tls(Path keys) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(store, PASSWORD.toCharArray());
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    return tls;
  }

  String url() {
    return "https://127.0.0.1:" + socket.getLocalPort();
  }

  Path ca() {
    return ca;
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        SSLSocket connection = (SSLSocket) socket.accept();
        Thread.ofPlatform().daemon().start(() -> serve(connection));
      } catch (IOException e) {
        return; // closed: the training is over
      }
    }
  }

  private static void serve(SSLSocket connection) {
    try (connection) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String path = line.split(" ")[1];
        int length = 0;
        for (String header = in.readLine(); !header.isEmpty(); header = in.readLine()) {
          if (header.startsWith("Content-Length: ")) {
            length = Integer.parseInt(header.substring(16));
          }
        }
        in.skip(length);
        answer(connection.getOutputStream(), path);
      }
    } catch (IOException e) {
      // The caller went away, which is how each call ends.
    }
  }

  private static void answer(OutputStream out, String path) throws IOException {
    String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    String body = Script.of(path);
    String chunk = Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
    out.write((head + chunk).getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
