package io.muster.server.files;

import io.muster.domain.task.TaskMachine;
import io.muster.link.AuditHeads;
import io.muster.protocol.Api;
import io.muster.protocol.AuditApi;
import io.muster.protocol.Internal;
import io.muster.protocol.internal.v1.AppendAuditResponse;
import io.muster.protocol.internal.v1.VerifyTokenResponse;
import io.muster.runtime.Bus;
import io.muster.runtime.config.Size;
import io.muster.server.Stage;
import io.muster.server.audit.AuditConfig;
import io.muster.server.audit.AuditVerticle;
import io.muster.server.content.Contents;
import io.muster.server.gateway.GatewayConfig;
import io.muster.server.gateway.GatewayShared;
import io.muster.server.gateway.GatewayVerticle;
import io.muster.server.gateway.NoBridge;
import io.muster.server.jobs.JobsConfig;
import io.muster.server.jobs.JobsVerticle;
import io.muster.server.registry.RegistryConfig;
import io.muster.server.registry.RegistryVerticle;
import io.muster.store.LeaseLedger;
import io.muster.store.audit.AuditLedger;
import io.muster.store.audit.AuditReads;
import io.muster.store.file.FileHistory;
import io.muster.store.file.FileLedger;
import io.muster.store.file.GarbageLedger;
import io.muster.store.file.UploadLedger;
import io.muster.store.job.JobLedger;
import io.muster.store.job.JobReads;
import io.muster.store.node.FleetReader;
import io.muster.store.node.NodeLedger;
import io.muster.trust.Tls;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What files need, all of it real, with a gateway before it; chunks have 64 KiB. */
public final class FileHouse implements AutoCloseable {
  public static final int CHUNK = 65_536;
  public static final Duration GRACE = Duration.ofHours(1);

  public final Stage stage;
  public final FileLedger files;
  public final Contents contents;
  private final GatewayVerticle gateway;
  private final HttpClient client;

  public FileHouse(Path dir) throws IOException {
    this(dir, true);
  }

  /** A house whose calls leave no trace; for benchmarks. */
  static FileHouse withoutTrail(Path dir) throws IOException {
    return new FileHouse(dir, false);
  }

  private FileHouse(Path dir, boolean trail) throws IOException {
    stage = new Stage(dir);
    files = new FileLedger(stage.database);
    contents = new Contents(files, stage.content, 16 << 20, stage.meters);
    stage.content.ensure().join();
    Duration second = Duration.ofSeconds(1);
    TaskMachine machine = new TaskMachine(second, second, second, Duration.ofSeconds(2));
    stage.deploy(
        new RegistryVerticle(
            new NodeLedger(stage.database),
            new FleetReader(stage.database),
            new RegistryConfig(Duration.ofSeconds(5))));
    stage.deploy(
        new JobsVerticle(
            new JobLedger(stage.database, machine, Clock.systemUTC()),
            new JobReads(stage.database),
            files,
            new JobsConfig(Duration.ofSeconds(60), Duration.ofSeconds(30)),
            Clock.systemUTC()));
    deployFiles(contents);
    stage.deploy(new Tokens());
    stage.deploy(trail ? auditVerticle() : new Memory());
    gateway = new GatewayVerticle(shared());
    Stage.await(stage.vertx.deployVerticle(gateway));
    client =
        HttpClient.newBuilder().sslContext(Tls.trusting(stage.secrets.folder().caPem())).build();
  }

  /** One more node's verticle. */
  public void deployFiles(Contents contents) {
    stage.deploy(
        new FilesVerticle(
            new FilesVerticle.Needs(
                new UploadLedger(stage.database, Duration.ofHours(1)),
                files,
                new FileHistory(stage.database),
                new GarbageLedger(stage.database),
                new LeaseLedger(stage.database, "cp"),
                stage.content,
                stage.contentLink,
                contents,
                Clock.systemUTC(),
                stage.meters),
            new FilesConfig(
                new Size(CHUNK),
                new Size(8 << 20),
                new Size(24 << 20),
                Duration.ofHours(1),
                GRACE,
                Duration.ofHours(1),
                new Size(16 << 20))));
  }

  private AuditVerticle auditVerticle() throws IOException {
    return new AuditVerticle(
        new AuditVerticle.Needs(
            new AuditLedger(stage.database),
            new AuditReads(stage.database),
            new LeaseLedger(stage.database, "cp"),
            new AuditHeads(stage.link, 1, Duration.ofDays(1)),
            stage.secrets.folder().signingKey(),
            Clock.systemUTC(),
            stage.meters),
        new AuditConfig(Duration.ofSeconds(1), Duration.ofDays(30), 100));
  }

  /** A trail that is kept nowhere, to be measured against. */
  private static final class Memory extends VerticleBase {
    private long seq;

    @Override
    public Future<?> start() {
      return new Bus(vertx)
          .serve(
              AuditApi.APPEND,
              (request, caller) -> AppendAuditResponse.newBuilder().setSeq(++seq).build());
    }
  }

  private GatewayShared shared() throws IOException {
    GatewayConfig config =
        new GatewayConfig(
            "127.0.0.1",
            0,
            stage.secrets.folder().serverCertificate(),
            stage.secrets.folder().serverKey(),
            Optional.empty(),
            Map.of(),
            "127.0.0.1",
            Optional.empty(),
            new Size(128 * 1024),
            Duration.ofSeconds(60),
            Duration.ofMillis(200),
            Duration.ofSeconds(10),
            1000,
            List.of(),
            List.of(),
            false);
    return GatewayShared.create(
        config,
        NoBridge.config(),
        stage.secrets.folder().jwtPublicPem(),
        stage.meters,
        () -> Map.of("all", true),
        Clock.systemUTC(),
        Api.SERVICES);
  }

  /** A token's id is its role. */
  private static final class Tokens extends VerticleBase {
    @Override
    public Future<?> start() {
      return new Bus(vertx)
          .serve(
              Internal.VERIFY_TOKEN,
              (request, caller) ->
                  VerifyTokenResponse.newBuilder()
                      .setName(request.getId())
                      .setRole(request.getId())
                      .build());
    }
  }

  public int port() {
    return gateway.port();
  }

  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("https://localhost:" + gateway.port() + path))
        .timeout(Duration.ofSeconds(30))
        .header("authorization", "Bearer " + token("admin"));
  }

  public static String token(String role) {
    return "mst_" + role + "_" + "s".repeat(43);
  }

  public HttpResponse<byte[]> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Adds a node that is online. */
  public void node(String id) {
    stage.sql(
        "INSERT INTO node (id, name, public_key, status) VALUES ('%1$s', '%1$s', 'U-%1$s', 'online')"
            .formatted(id));
  }

  @Override
  public void close() {
    client.close();
    stage.close();
  }
}
