package io.muster.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/**
 * A caller that knows every control-plane node and goes to the next when one does not answer or is
 * UNAVAILABLE.
 */
public final class ClusterClient implements AutoCloseable {
  /** An answer that says no for good. */
  public static final class Refused extends RuntimeException {
    private final int status;
    private final JsonNode problem;

    Refused(int status, JsonNode problem) {
      super(status + " " + problem);
      this.status = status;
      this.problem = problem;
    }

    public int status() {
      return status;
    }

    /** The problem document. */
    public JsonNode problem() {
      return problem;
    }
  }

  static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration ONE_CALL = Duration.ofSeconds(20);

  private final HttpClient http;
  private final List<String> servers;
  private final String token;
  private final AtomicInteger turn = new AtomicInteger();

  /**
   * @param servers base URLs
   * @param token an API token
   */
  public ClusterClient(SSLContext tls, List<String> servers, String token) {
    this.servers = List.copyOf(servers);
    this.token = token;
    this.http =
        HttpClient.newBuilder()
            .sslContext(tls)
            .connectTimeout(Duration.ofSeconds(2))
            .version(HttpClient.Version.HTTP_1_1)
            .build();
  }

  public int servers() {
    return servers.size();
  }

  HttpClient http() {
    return http;
  }

  public JsonNode get(String path) {
    return untilAnswered("GET", path, null, Map.of());
  }

  /** Must be safe to repeat: give a request id where something is made. */
  public JsonNode post(String path, JsonNode body) {
    return untilAnswered("POST", path, body, Map.of());
  }

  /** Goes from node to node for up to a minute. */
  private JsonNode untilAnswered(
      String method, String path, JsonNode body, Map<String, String> headers) {
    JsonNode[] answer = new JsonNode[1];
    Refused[] refused = new Refused[1];
    Await.until(
        method + " " + path + " is answered",
        PATIENCE,
        () -> {
          int server = Math.floorMod(turn.get(), servers.size());
          try {
            HttpResponse<String> got = once(server, method, path, body, headers);
            if (got.statusCode() / 100 == 2) {
              answer[0] = JSON.readTree(got.body());
              return true;
            }
            if (got.statusCode() != 503 && got.statusCode() != 429) {
              refused[0] = new Refused(got.statusCode(), JSON.readTree(got.body()));
              return true;
            }
          } catch (IOException e) {
            turn.compareAndSet(server, server + 1);
            throw e;
          }
          turn.incrementAndGet();
          return false;
        });
    if (refused[0] != null) {
      throw refused[0];
    }
    return answer[0];
  }

  /** One call of one node, whatever it answers. */
  public HttpResponse<String> once(
      int server, String method, String path, JsonNode body, Map<String, String> headers)
      throws IOException {
    HttpRequest.Builder request = request(server, path).timeout(ONE_CALL);
    headers.forEach(request::header);
    if (body == null) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request.header("Content-Type", "application/json");
      request.method(method, HttpRequest.BodyPublishers.ofString(body.toString()));
    }
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  HttpRequest.Builder request(int server, String path) {
    return HttpRequest.newBuilder(URI.create(servers.get(server) + path))
        .header("Authorization", "Bearer " + token);
  }

  /** Whether the node says that it is ready. */
  public boolean ready(int server) {
    try {
      HttpRequest request = request(server, "/readyz").timeout(Duration.ofSeconds(3)).build();
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
