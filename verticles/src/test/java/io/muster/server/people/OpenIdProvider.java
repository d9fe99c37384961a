package io.muster.server.people;

import io.muster.local.process.Ports;
import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/**
 * The npm package {@code oidc-provider} as a child process, installed into {@code target/} once. A
 * real provider: discovery, keys, code flow, PKCE.
 */
final class OpenIdProvider implements AutoCloseable {
  private static final Path FOLDER = Path.of("target", "oidc-provider").toAbsolutePath();

  final int port = Ports.free();
  private Process process;

  String issuer() {
    return "http://127.0.0.1:" + port;
  }

  /** Starts it; it sends browsers back to {@code redirect}. */
  void start(String redirect) throws IOException, InterruptedException {
    install();
    process =
        new ProcessBuilder("node", "provider.mjs", Integer.toString(port), redirect)
            .directory(FOLDER.toFile())
            .redirectErrorStream(true)
            .redirectOutput(FOLDER.resolve("provider.log").toFile())
            .start();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (!answers()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new IllegalStateException(
            "the provider did not start: " + Files.readString(FOLDER.resolve("provider.log")));
      }
      LockSupport.parkNanos(100_000_000);
    }
  }

  private boolean answers() {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(issuer() + "/.well-known/openid-configuration"))
              .build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException | InterruptedException e) {
      return false;
    }
  }

  private static synchronized void install() throws IOException, InterruptedException {
    Files.createDirectories(FOLDER);
    for (String name : new String[] {"package.json", "provider.mjs"}) {
      try (var in = OpenIdProvider.class.getResourceAsStream("/oidc/" + name)) {
        Files.write(FOLDER.resolve(name), in.readAllBytes());
      }
    }
    if (Files.isDirectory(FOLDER.resolve("node_modules/oidc-provider"))) {
      return;
    }
    Process npm =
        new ProcessBuilder("npm", "install", "--no-audit", "--no-fund")
            .directory(FOLDER.toFile())
            .redirectErrorStream(true)
            .redirectOutput(FOLDER.resolve("npm.log").toFile())
            .start();
    if (!npm.waitFor(10, TimeUnit.MINUTES) || npm.exitValue() != 0) {
      npm.destroyForcibly();
      throw new IllegalStateException(
          "npm install failed: " + Files.readString(FOLDER.resolve("npm.log")));
    }
  }

  /** A browser: keeps cookies, and follows redirects only when it is told. */
  static HttpClient browser(SSLContext tls) {
    return HttpClient.newBuilder()
        .sslContext(tls)
        .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
        .build();
  }

  /**
   * Goes where {@code start} leads, logs in and consents at the provider, and returns the address
   * that the provider sends the browser back to.
   */
  URI login(HttpClient browser, URI start, String user) throws IOException, InterruptedException {
    URI at = start;
    for (int step = 0; step < 20; step++) {
      HttpResponse<String> page = get(browser, at);
      URI next = location(page);
      if (next == null) {
        Matcher form = Pattern.compile("action=\"([^\"]+)\"").matcher(page.body());
        if (!form.find()) {
          throw new IllegalStateException("no form at " + at + ": " + page.body());
        }
        String body =
            page.body().contains("name=\"login\"")
                ? "prompt=login&login=" + user + "&password=x"
                : "prompt=consent";
        next = location(post(browser, at.resolve(form.group(1)), body));
      }
      if (next.getPath().endsWith("/callback")) {
        return next;
      }
      at = next;
    }
    throw new IllegalStateException("the provider went in circles, last at " + at);
  }

  static HttpResponse<String> get(HttpClient browser, URI at)
      throws IOException, InterruptedException {
    return browser.send(HttpRequest.newBuilder(at).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(HttpClient browser, URI at, String body)
      throws IOException, InterruptedException {
    return browser.send(
        HttpRequest.newBuilder(at)
            .header("content-type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  static URI location(HttpResponse<?> response) {
    return response.headers().firstValue("location").map(response.uri()::resolve).orElse(null);
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
    }
  }
}
