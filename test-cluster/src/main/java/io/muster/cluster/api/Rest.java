package io.muster.cluster.api;

import io.muster.trust.Tls;
import io.vertx.core.json.JsonObject;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;

/** Calls one control-plane node over kept-alive HTTPS connections; any number of threads may. */
public final class Rest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration CONNECT = Duration.ofSeconds(20);

  private final HttpClient client;
  private final String server;
  private final String token;

  /**
   * @param server {@code https://host:port}
   * @param caPem the CA that the server's certificate must come from
   * @param token an API token, or null to call without one
   */
  public Rest(String server, String caPem, String token) {
    this.server = server;
    this.token = token;
    this.client =
        HttpClient.newBuilder()
            .sslContext(Tls.trusting(caPem))
            .connectTimeout(CONNECT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
  }

  /**
   * Posts and returns the answer.
   *
   * @throws RestException when it cannot be reached or answers with anything but success
   */
  public JsonObject post(String path, JsonObject body) {
    return call(request(path).POST(HttpRequest.BodyPublishers.ofString(body.encode())));
  }

  /** Posts the content of a file; it may take as long as it takes. */
  public JsonObject postFile(String path, Path file) throws FileNotFoundException {
    HttpRequest.Builder request =
        request(path)
            .setHeader("Content-Type", "application/octet-stream")
            .POST(HttpRequest.BodyPublishers.ofFile(file));
    return new JsonObject(send(request, HttpResponse.BodyHandlers.ofString()));
  }

  /** As {@link #post}. */
  public JsonObject get(String path) {
    return call(request(path).GET());
  }

  /** A stream of JSON lines; the caller closes it. */
  public InputStream lines(String path) {
    return send(request(path).GET(), HttpResponse.BodyHandlers.ofInputStream());
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server + path))
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, application/x-ndjson");
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  private JsonObject call(HttpRequest.Builder request) {
    String body = send(request.timeout(LIMIT), HttpResponse.BodyHandlers.ofString());
    return body.isBlank() ? new JsonObject() : new JsonObject(body);
  }

  private <T> T send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
    HttpRequest sent = request.build();
    try {
      HttpResponse<T> answer = client.send(sent, handler);
      if (answer.statusCode() / 100 != 2) {
        throw new RestException(
            sent.uri() + " answers " + answer.statusCode() + ": " + text(answer.body()),
            answer.statusCode(),
            null);
      }
      return answer.body();
    } catch (IOException e) {
      throw new RestException(sent.uri() + " cannot be reached: " + e, 0, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RestException("interrupted", 0, e);
    }
  }

  private static String text(Object body) throws IOException {
    return body instanceof InputStream in
        ? new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
        : String.valueOf(body);
  }
}
