package io.muster.local.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.local.LocalException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The control plane's API as the standalone uses it: readiness, join tokens, nodes. */
final class ControlPlane {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client;
  private final Path tokenFile;

  /**
   * @param ca PEM of the CA that signed the servers' certificates
   * @param tokenFile holds an API token
   */
  ControlPlane(Path ca, Path tokenFile) {
    this.tokenFile = tokenFile;
    this.client =
        HttpClient.newBuilder()
            .sslContext(trusting(ca))
            .connectTimeout(Duration.ofSeconds(2))
            .version(HttpClient.Version.HTTP_1_1)
            .build();
  }

  private static SSLContext trusting(Path ca) {
    try (InputStream in = Files.newInputStream(ca)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int n = 0;
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca-" + n++, one);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new LocalException("the CA in " + ca + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** Whether the node behind this address says that it is ready. */
  boolean ready(String server) {
    try {
      return send(HttpRequest.newBuilder(URI.create(server + "/readyz")).GET()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** A join token for that many nodes, valid for ten minutes. */
  String joinToken(String server, int uses) {
    String body = "{\"uses\": " + uses + ", \"ttl\": \"600s\"}";
    return call(HttpRequest.newBuilder(URI.create(server + "/api/v1/join-tokens"))
            .POST(HttpRequest.BodyPublishers.ofString(body)))
        .path("token")
        .asText();
  }

  /** The status of a node, such as {@code online}, in lower case; empty when it is not known. */
  String nodeStatus(String server, String node) {
    try {
      HttpResponse<String> answer =
          send(
              HttpRequest.newBuilder(URI.create(server + "/api/v1/nodes/" + node))
                  .header("Authorization", "Bearer " + token())
                  .GET());
      return answer.statusCode() == 200
          ? JSON.readTree(answer.body()).path("status").asText().toLowerCase(java.util.Locale.ROOT)
          : "";
    } catch (IOException e) {
      return "";
    }
  }

  private JsonNode call(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer =
          send(
              request
                  .header("Authorization", "Bearer " + token())
                  .header("Content-Type", "application/json"));
      if (answer.statusCode() / 100 != 2) {
        throw new LocalException(
            "the control plane refused a join token ("
                + answer.statusCode()
                + "): "
                + answer.body().strip());
      }
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new LocalException("the control plane does not answer: " + e.getMessage(), e);
    }
  }

  private String token() throws IOException {
    return Files.readString(tokenFile).strip();
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    try {
      return client.send(request.timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalException("interrupted", e);
    }
  }
}
