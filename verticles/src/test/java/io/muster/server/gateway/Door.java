package io.muster.server.gateway;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.muster.protocol.Api;
import io.muster.runtime.config.Size;
import io.muster.trust.Tls;
import io.muster.trust.TrustFolder;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A gateway over TLS with test services behind it, and a client that trusts it. */
final class Door implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(15);

  final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
  final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  final TestServices services = new TestServices();
  final Map<String, Boolean> checks = new ConcurrentHashMap<>(Map.of("postgres", true));
  final Path folder;
  final TrustFolder trust;
  final GatewayVerticle verticle;
  final HttpClient client;

  /** A bridge that is quick to lose its patience. */
  static final BridgeConfig BRIDGE =
      new BridgeConfig(
          true,
          "127.0.0.1",
          Optional.of(0),
          new Size(64 * 1024),
          new Size(64 * 1024),
          Duration.ofSeconds(1),
          10,
          10,
          20,
          Duration.ofMillis(100),
          Duration.ofSeconds(5));

  private Door(UnaryOperator<GatewayConfig> change, BridgeConfig bridge) throws IOException {
    folder = Files.createTempDirectory("door");
    trust = new TrustFolder(folder.resolve("trust"));
    trust.ensure(Set.of("localhost", "127.0.0.1"), Set.of("localhost"), Instant.now());
    Set.of("admin", "operator", "viewer", "auditor")
        .forEach(role -> services.tokens.put(role, role));
    GatewayShared shared =
        GatewayShared.create(
            change.apply(config()),
            bridge,
            trust.jwtPublicPem(),
            registry,
            () -> checks,
            Clock.systemUTC(),
            Api.SERVICES);
    verticle = new GatewayVerticle(shared);
    DeploymentOptions virtual =
        new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD);
    await(vertx.deployVerticle(services, virtual));
    await(vertx.deployVerticle(verticle));
    client = HttpClient.newBuilder().sslContext(Tls.trusting(trust.caPem())).build();
  }

  static Door open() throws IOException {
    return new Door(config -> config, BRIDGE);
  }

  static Door open(UnaryOperator<GatewayConfig> change) throws IOException {
    return new Door(change, BRIDGE);
  }

  private GatewayConfig config() {
    return new GatewayConfig(
        "127.0.0.1",
        0,
        trust.serverCertificate(),
        trust.serverKey(),
        Optional.of(trust.caCertificate()),
        Map.of("ops-bot", "operator"),
        "127.0.0.1",
        Optional.of(0),
        new Size(64 * 1024),
        Duration.ofSeconds(60),
        Duration.ofMillis(200),
        Duration.ofMillis(100),
        1000,
        List.of(),
        List.of(),
        false);
  }

  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(15, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  URI uri(String path) {
    return URI.create("https://127.0.0.1:" + verticle.port() + path);
  }

  HttpRequest.Builder request(String path, String token) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(uri(path)).timeout(PATIENCE);
    return token == null ? builder : builder.header("authorization", "Bearer " + token);
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  HttpResponse<String> get(String path) {
    return send(request(path, TestServices.token("admin")));
  }

  HttpResponse<String> call(String verb, String path, String body) {
    return send(
        request(path, TestServices.token("admin"))
            .header("content-type", "application/json")
            .method(verb, HttpRequest.BodyPublishers.ofString(body)));
  }

  String session(String name, List<String> roles, Instant expires, String pem) {
    JWTAuth jwt =
        JWTAuth.create(
            vertx,
            new JWTAuthOptions()
                .addPubSecKey(new PubSecKeyOptions().setAlgorithm("ES256").setBuffer(pem)));
    JsonObject claims =
        new JsonObject()
            .put("iss", "muster")
            .put("aud", new JsonArray().add("muster"))
            .put("sub", name)
            .put("cred", "session:" + String.join(",", roles))
            .put("exp", expires.getEpochSecond());
    return jwt.generateToken(claims, new JWTOptions().setAlgorithm("ES256"));
  }

  @Override
  public void close() throws IOException {
    client.close();
    await(vertx.close());
    try (var files = Files.walk(folder)) {
      files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}
