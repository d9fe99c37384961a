package io.muster.server.people;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.muster.local.postgres.TestDatabase;
import io.muster.protocol.Api;
import io.muster.protocol.AuditApi;
import io.muster.protocol.internal.v1.AppendAuditRequest;
import io.muster.protocol.internal.v1.AppendAuditResponse;
import io.muster.protocol.v1.AuditRow;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.runtime.config.Size;
import io.muster.server.access.AccessVerticle;
import io.muster.server.access.People;
import io.muster.server.gateway.GatewayConfig;
import io.muster.server.gateway.GatewayShared;
import io.muster.server.gateway.GatewayVerticle;
import io.muster.server.gateway.NoBridge;
import io.muster.server.oidc.OidcConfig;
import io.muster.server.registry.RegistryConfig;
import io.muster.server.registry.RegistryVerticle;
import io.muster.store.Database;
import io.muster.store.DatabaseConfig;
import io.muster.store.Migrations;
import io.muster.store.node.FleetReader;
import io.muster.store.node.NodeLedger;
import io.muster.trust.Tls;
import io.muster.trust.TrustFolder;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;

/**
 * Gateway, access and registry on a real database; three nodes, two of them of the environment
 * test.
 */
final class House implements AutoCloseable {
  static final String PASSWORD = "correct horse battery";

  final TestDatabase postgres = TestDatabase.copyOf(made -> Migrations.run(config(made)));
  final Vertx vertx = Vertx.vertx();
  final Database database = Database.open(vertx, config(postgres));
  final List<AuditRow> audit = new CopyOnWriteArrayList<>();
  final SSLContext tls;
  final String admin;
  final HttpClient client;
  private final GatewayVerticle gateway;

  House(Path folder, OidcConfig oidc) throws Exception {
    TrustFolder trust = new TrustFolder(folder.resolve("trust"));
    trust.ensure(Set.of("localhost", "127.0.0.1"), Set.of("localhost"), Instant.now());
    admin = Files.readString(trust.adminToken()).strip();
    tls = Tls.trusting(trust.caPem());
    try (var connection = postgres.connect();
        var sql = connection.createStatement()) {
      sql.execute(
          "INSERT INTO node (id, name, public_key, profile_labels, status) VALUES"
              + " ('t1','t1','U1','{\"env\":\"test\"}','online'),"
              + " ('t2','t2','U2','{\"env\":\"test\"}','online'),"
              + " ('p1','p1','U3','{\"env\":\"production\"}','online')");
    }
    deploy(
        new RegistryVerticle(
            new NodeLedger(database),
            new FleetReader(database),
            new RegistryConfig(Duration.ofSeconds(5))));
    deploy(
        new AccessVerticle(
            database, People.CONFIG, oidc, trust.jwtPrivatePem(), admin, Clock.systemUTC()));
    deploy(
        new VerticleBase() {
          @Override
          public Future<?> start() {
            return new Bus(vertx).serve(AuditApi.APPEND, House.this::append);
          }
        });
    GatewayConfig config =
        new GatewayConfig(
            "127.0.0.1",
            0,
            trust.serverCertificate(),
            trust.serverKey(),
            Optional.of(trust.caCertificate()),
            Map.of(),
            "127.0.0.1",
            Optional.empty(),
            new Size(64 * 1024),
            Duration.ofSeconds(60),
            Duration.ofMillis(100),
            Duration.ofSeconds(10),
            20,
            List.of(),
            List.of(),
            false);
    gateway =
        new GatewayVerticle(
            GatewayShared.create(
                config,
                NoBridge.config(),
                trust.jwtPublicPem(),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                Map::of,
                Clock.systemUTC(),
                Api.SERVICES,
                oidc));
    await(vertx.deployVerticle(gateway));
    client = HttpClient.newBuilder().sslContext(tls).build();
  }

  private AppendAuditResponse append(AppendAuditRequest request, Caller caller) {
    audit.add(request.getRow());
    return AppendAuditResponse.newBuilder().setSeq(audit.size()).build();
  }

  private static DatabaseConfig config(TestDatabase made) {
    return new DatabaseConfig(
        made.host(),
        made.port(),
        made.database(),
        made.user(),
        made.passwordFile(),
        Optional.empty(),
        8,
        Duration.ofSeconds(5));
  }

  private void deploy(Deployable verticle) {
    await(
        vertx.deployVerticle(
            verticle, new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD)));
  }

  static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }

  static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(what + " did not come");
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  URI uri(String path) {
    return URI.create("https://127.0.0.1:" + gateway.port() + path);
  }

  HttpResponse<String> send(
      String verb, String path, String token, JsonObject body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(30));
    if (token != null) {
      request.header("authorization", "Bearer " + token);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    request.method(
        verb,
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body.encode()));
    if (body != null) {
      request.header("content-type", "application/json");
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  int status(String verb, String path, String token, JsonObject body) throws Exception {
    return send(verb, path, token, body).statusCode();
  }

  /** The answer of a call that goes well. */
  JsonObject call(String verb, String path, String token, JsonObject body) throws Exception {
    HttpResponse<String> response = send(verb, path, token, body);
    if (response.statusCode() != 200) {
      throw new AssertionError(verb + " " + path + ": " + response.body());
    }
    return new JsonObject(response.body());
  }

  JsonObject user(String name, JsonObject... bindings) throws Exception {
    JsonObject body = new JsonObject().put("name", name).put("password", PASSWORD);
    body.put("bindings", new io.vertx.core.json.JsonArray(List.of((Object[]) bindings)));
    return call("POST", "/api/v1/users", admin, body);
  }

  static JsonObject role(String role) {
    return new JsonObject().put("role", role);
  }

  static JsonObject login(String user, String password) {
    return new JsonObject().put("user", user).put("password", password);
  }

  JsonObject session(String user) throws Exception {
    return call("POST", "/api/v1/sessions:login", null, login(user, PASSWORD));
  }

  @Override
  public void close() {
    client.close();
    await(vertx.close());
    database.close();
    postgres.close();
  }
}
