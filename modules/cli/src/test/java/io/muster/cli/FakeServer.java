package io.muster.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A real HTTPS server that answers what a test tells it to, and remembers what it was asked. */
final class FakeServer implements AutoCloseable {
  private static final char[] PASSWORD = "changeit".toCharArray();

  final List<Call> calls = new CopyOnWriteArrayList<>();
  private final HttpsServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** What was asked. */
  record Call(String method, String uri, String token, String key, String body) {}

  /** Answers one call. */
  interface Answer {
    void to(Call call, HttpExchange exchange) throws IOException;
  }

  FakeServer(Path keys, Answer answer) throws Exception {
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls(keys)));
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          Call call =
              new Call(
                  exchange.getRequestMethod(),
                  exchange.getRequestURI().toString(),
                  exchange.getRequestHeaders().getFirst("Authorization"),
                  exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                  new String(body, StandardCharsets.UTF_8));
          calls.add(call);
          answer.to(call, exchange);
        });
    server.start();
  }

  /** Makes a key pair with a certificate for loopback; the certificate is its own CA. */
  static Path keys(Path directory) throws IOException, InterruptedException {
    Path store = directory.resolve("keys.p12");
    keytool(
        "-genkeypair -alias s -keyalg EC -dname CN=localhost -ext san=ip:127.0.0.1 -validity 2"
            + " -storetype PKCS12 -storepass changeit -keystore "
            + store);
    keytool(
        "-exportcert -rfc -alias s -storepass changeit -keystore "
            + store
            + " -file "
            + directory.resolve("ca.crt"));
    return store;
  }

  private static void keytool(String arguments) throws IOException, InterruptedException {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process process =
        new ProcessBuilder((keytool + " " + arguments).split(" "))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IllegalStateException("keytool failed: " + arguments);
    }
  }

  private static SSLContext tls(Path keys) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, PASSWORD);
    }
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(store, PASSWORD);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    return tls;
  }

  String url() {
    return "https://127.0.0.1:" + server.getAddress().getPort();
  }

  static void json(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** Sends lines as a stream; {@code cut} leaves it without its end. */
  static void lines(HttpExchange exchange, boolean cut, String... lines) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", "application/x-ndjson");
    exchange.sendResponseHeaders(200, cut ? 1 << 30 : 0);
    OutputStream out = exchange.getResponseBody();
    for (String line : lines) {
      out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
    out.flush();
    if (cut) {
      throw new IOException("cut on purpose");
    }
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
