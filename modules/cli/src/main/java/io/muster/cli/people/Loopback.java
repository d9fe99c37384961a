package io.muster.cli.people;

import io.muster.cli.CliException;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.api.Logins;
import io.muster.cli.context.Session;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;

/**
 * A login through an OpenID provider (RFC 8252): a browser goes to the control plane, which sends
 * it on to the provider and at the end back to a port on this machine, with a code. The code is
 * worth nothing without the secret that only this process has.
 */
final class Loopback {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String PAGE =
      "<!doctype html><title>Muster</title><p>You are logged in. This window can be closed.";

  private Loopback() {}

  static Session login(Api api, String provider) {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    String verifier = base64(random);
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String start =
          Api.path(
              api.servers().getFirst() + "/auth/oidc/" + Api.segment(provider) + "/start",
              "loopback",
              Integer.toString(socket.getLocalPort()),
              "challenge",
              base64(sha256(verifier)));
      System.err.println("Open this address in a browser on this machine:");
      System.err.println("  " + start);
      open(start);
      String code = await(socket);
      return Logins.keep(
          api,
          api.once("POST", "/api/v1/sessions:redeem", Map.of("code", code, "verifier", verifier)));
    } catch (IOException e) {
      throw new CliException(Exit.UNREACHABLE, "the login broke off: " + e.getMessage());
    }
  }

  /** A browser is a convenience: where there is none, a person opens the address. */
  private static void open(String address) {
    if (System.getenv("DISPLAY") == null && System.getenv("WAYLAND_DISPLAY") == null) {
      return;
    }
    try {
      new ProcessBuilder("xdg-open", address)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      return;
    }
  }

  private static String await(ServerSocket socket) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
      if (left <= 0) {
        throw new SocketTimeoutException(
            "nobody logged in within " + PATIENCE.toMinutes() + " min");
      }
      socket.setSoTimeout((int) left);
      try (Socket browser = socket.accept()) {
        browser.setSoTimeout(5_000);
        var in =
            new BufferedReader(
                new InputStreamReader(browser.getInputStream(), StandardCharsets.US_ASCII));
        String line = in.readLine();
        String code = line == null ? "" : parameter(line, "code");
        String error = line == null ? "" : parameter(line, "error");
        String page = code.isEmpty() && error.isEmpty() ? "" : PAGE;
        answer(browser, error.isEmpty() ? page : "The login failed.");
        if (!error.isEmpty()) {
          throw new IOException(error);
        }
        if (!code.isEmpty()) {
          return code;
        }
      } catch (SocketTimeoutException e) {
        // a browser that opens a connection ahead and says nothing; the time is looked at above
      }
    }
  }

  private static void answer(Socket browser, String page) throws IOException {
    byte[] body = page.getBytes(StandardCharsets.UTF_8);
    String head =
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n"
            + "Content-Length: "
            + body.length
            + "\r\n\r\n";
    browser.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    browser.getOutputStream().write(body);
    browser.getOutputStream().flush();
  }

  /** Of the request line {@code GET /callback?code=… HTTP/1.1}. */
  private static String parameter(String line, String name) {
    String[] words = line.split(" ");
    int query = words.length < 2 ? -1 : words[1].indexOf('?');
    if (query < 0 || !words[1].startsWith("/callback?")) {
      return "";
    }
    for (String pair : words[1].substring(query + 1).split("&")) {
      if (pair.startsWith(name + "=")) {
        return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
      }
    }
    return "";
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
