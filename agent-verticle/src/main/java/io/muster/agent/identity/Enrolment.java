package io.muster.agent.identity;

import io.muster.link.identity.NodeKey;
import io.muster.trust.Tls;
import io.muster.trust.Tokens;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;

/** Asks the control plane over HTTPS for an identity, and for fresh credentials. */
public final class Enrolment {
  private static final int TIMEOUT_MS = 15_000;

  private final NodeKey key;
  private final InstantSource clock;

  public Enrolment(NodeKey key, InstantSource clock) {
    this.key = key;
    this.clock = clock;
  }

  /**
   * Buys an identity with a join token. The server must show the CA that the token names.
   *
   * @param server {@code https://host:port}
   * @param wanted the node id to ask for, if any
   */
  public Identity enrol(String server, String token, Optional<String> wanted, String name)
      throws EnrolmentException {
    Tokens.JoinToken join =
        Tokens.parseJoin(token)
            .orElseThrow(
                () ->
                    new EnrolmentException(
                        "this is not a join token (mjt_…); make one with: muster token create",
                        true,
                        null));
    long now = clock.millis();
    String text = "muster-enrol\n" + token.strip() + "\n" + key.publicKey() + "\n" + now;
    JsonObject body =
        new JsonObject()
            .put("token", token.strip())
            .put("nodeId", wanted.orElse(""))
            .put("name", name)
            .put("publicKey", key.publicKey())
            .put("timestampMs", Long.toString(now))
            .put("proof", proof(text));
    JsonObject answer = post(server, "/api/v1/enrolment", body, Tls.pinned(join.caPin()));
    JsonObject credentials = answer.getJsonObject("credentials");
    return new Identity(
        answer.getString("nodeId"),
        credentials.getString("jwt"),
        Instant.parse(credentials.getString("expiresAt")),
        keys(credentials),
        answer.getString("caPem"),
        Identity.strings(answer.getJsonArray("natsUrls")),
        Identity.strings(answer.getJsonArray("serverUrls")));
  }

  /** Fresh credentials for a node whose own have ended. Asks each server in turn. */
  public Identity renew(Identity identity) throws EnrolmentException {
    EnrolmentException last =
        new EnrolmentException("the identity names no server to renew at", false, null);
    SSLContext tls = Tls.trusting(identity.caPem());
    for (String server : identity.serverUrls()) {
      try {
        long now = clock.millis();
        String text = "muster-renew\n" + identity.nodeId() + "\n" + now;
        JsonObject body =
            new JsonObject()
                .put("nodeId", identity.nodeId())
                .put("timestampMs", Long.toString(now))
                .put("proof", proof(text));
        JsonObject answer = post(server, "/api/v1/enrolment/renew", body, tls);
        return identity.renewed(
            answer.getString("jwt"), Instant.parse(answer.getString("expiresAt")), keys(answer));
      } catch (EnrolmentException e) {
        if (e.refused()) {
          throw e;
        }
        last = e;
      }
    }
    throw last;
  }

  private byte[] proof(String text) {
    return key.sign(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, byte[]> keys(JsonObject credentials) {
    Map<String, byte[]> keys = new HashMap<>();
    JsonArray all = credentials.getJsonArray("signingKeys", new JsonArray());
    for (int i = 0; i < all.size(); i++) {
      // Both alphabets of base 64 are allowed by proto3's JSON.
      String text = all.getJsonObject(i).getString("publicKey");
      keys.put(
          all.getJsonObject(i).getString("id"),
          java.util.Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/')));
    }
    return keys;
  }

  private static JsonObject post(String server, String path, JsonObject body, SSLContext tls)
      throws EnrolmentException {
    URI uri = address(server, path);
    // proto3's JSON wants padded base 64, which Vert.x leaves out.
    body.put("proof", java.util.Base64.getEncoder().encodeToString(body.getBinary("proof")));
    try {
      HttpsURLConnection http = (HttpsURLConnection) uri.toURL().openConnection();
      http.setSSLSocketFactory(tls.getSocketFactory());
      http.setConnectTimeout(TIMEOUT_MS);
      http.setReadTimeout(TIMEOUT_MS);
      http.setDoOutput(true);
      http.setRequestProperty("Content-Type", "application/json");
      try (OutputStream out = http.getOutputStream()) {
        out.write(body.encode().getBytes(StandardCharsets.UTF_8));
      }
      int status = http.getResponseCode();
      try (InputStream in = status < 400 ? http.getInputStream() : http.getErrorStream()) {
        String text = in == null ? "" : new String(in.readNBytes(1 << 20), StandardCharsets.UTF_8);
        return answer(server, status, text);
      }
    } catch (IOException e) {
      throw new EnrolmentException(server + " cannot be asked: " + reason(e), false, e);
    }
  }

  private static URI address(String server, String path) throws EnrolmentException {
    try {
      URI uri = URI.create(server.endsWith("/") ? server : server + "/").resolve(path);
      if ("https".equals(uri.getScheme()) && uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw new EnrolmentException(
        "server '" + server + "' is not an address such as https://muster.example:8443",
        true,
        null);
  }

  private static JsonObject answer(String server, int status, String text)
      throws EnrolmentException {
    try {
      JsonObject json = new JsonObject(text.isEmpty() ? "{}" : text);
      if (status == 200) {
        return json;
      }
      boolean refused = status >= 400 && status < 500 && status != 408 && status != 429;
      String detail = json.getString("detail", json.getString("title", "no reason given"));
      throw new EnrolmentException(server + " says " + status + ": " + detail, refused, null);
    } catch (DecodeException e) {
      throw new EnrolmentException(
          server + " does not answer as a control plane does (status " + status + ")", false, e);
    }
  }

  private static String reason(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }
}
