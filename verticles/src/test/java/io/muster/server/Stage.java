package io.muster.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.link.JetStreamContent;
import io.muster.link.JetStreamReplyQueue;
import io.muster.link.JetStreams;
import io.muster.link.LinkCredentials;
import io.muster.link.LinkOptions;
import io.muster.link.NatsLink;
import io.muster.link.StreamSettings;
import io.muster.link.identity.Bootstrap;
import io.muster.link.identity.NatsServerConf;
import io.muster.link.identity.NodeKey;
import io.muster.local.nats.NatsProgram;
import io.muster.local.nats.NatsServer;
import io.muster.local.postgres.TestDatabase;
import io.muster.local.process.Ports;
import io.muster.protocol.Rpc;
import io.muster.protocol.Subjects;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.store.Database;
import io.muster.store.DatabaseConfig;
import io.muster.store.Migrations;
import io.muster.trust.Tls;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assertions;

/** What verticles stand on, all of it real: PostgreSQL, nats-server with TLS and JWTs, a bus. */
public final class Stage implements AutoCloseable {
  public static final Caller CALLER = Caller.system("0".repeat(32));
  private static final StreamSettings STREAMS =
      new StreamSettings(
          1,
          Duration.ofMinutes(5),
          64 << 20,
          64 << 20,
          Duration.ofMinutes(2),
          Duration.ofSeconds(2),
          20_000);

  public final Path dir;
  public final Bootstrap secrets;
  public final TestDatabase postgres = TestDatabase.copyOf(made -> Migrations.run(config(made)));
  public final Vertx vertx = Vertx.vertx();
  public final Database database = Database.open(vertx, config(postgres));
  public final MeterRegistry meters = new SimpleMeterRegistry();
  public final NatsServer nats;
  public final NatsLink link;
  public final NatsLink system;
  public final NatsLink contentLink;
  public final JetStreamContent content;
  public final JetStreams streams;
  public final JetStreamReplyQueue replies;
  private final int port = Ports.free();
  private final List<NatsLink> links = new ArrayList<>();

  public Stage(Path dir) throws IOException {
    this.dir = dir;
    Set<String> names = Set.of("localhost");
    secrets = Bootstrap.ensure(dir.resolve("trust"), names, names, Instant.now());
    NatsProgram program = NatsProgram.require(line -> {});
    Path conf = dir.resolve("nats-server.conf");
    Files.writeString(
        conf,
        NatsServerConf.alone(
                "127.0.0.1",
                port,
                dir.resolve("nats"),
                secrets.folder().natsCertificate(),
                secrets.folder().natsKey(),
                program.version())
            .text(secrets.nats()));
    nats = new NatsServer(program, conf, port, dir.resolve("nats.log"));
    nats.start();
    link = open("cp", "_INBOX.cp.", secrets.nats().controlPlane("cp"));
    system = open("system", "_INBOX.system.", secrets.nats().system("system"));
    contentLink = open("content", "_INBOX.content.", secrets.nats().content("content"));
    content = new JetStreamContent(contentLink, 1);
    await("the links", () -> link.connected() && system.connected() && contentLink.connected());
    streams = new JetStreams(link, STREAMS);
    streams.ensure().orTimeout(20, TimeUnit.SECONDS).join();
    replies = JetStreamReplyQueue.open(link, streams, 200);
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

  private NatsLink open(String name, String inbox, LinkCredentials credentials) {
    NatsLink opened =
        NatsLink.open(
            LinkOptions.of(name, List.of("tls://localhost:" + port), inbox)
                .withTls(this::tls)
                .withCredentials(credentials)
                .withRetry(Duration.ofMillis(50), Duration.ofMillis(200)));
    links.add(opened);
    return opened;
  }

  private javax.net.ssl.SSLContext tls() {
    try {
      return Tls.trustingNamed(secrets.folder().caPem());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A control-plane node's link of the system account. */
  public NatsLink anotherSystem() {
    return open("system", "_INBOX." + UUID.randomUUID() + ".", secrets.nats().system("system"));
  }

  /** A node's link; not awaited, since it may be refused. */
  public NatsLink agent(String node, NodeKey key, String jwt) {
    return open(node, Subjects.inboxPrefix(node), new LinkCredentials(() -> jwt, key.seed()));
  }

  /** The link of a tool, of the account that keeps the change feed. */
  public NatsLink listener(String jwt, String seed) {
    NatsLink opened = open("tool", "_INBOX.tool.", new LinkCredentials(() -> jwt, seed));
    await("the link of the tool", opened::connected);
    return opened;
  }

  /** A node's link with an identity made here. */
  public NatsLink agent(String node) {
    NodeKey key = NodeKey.create();
    String jwt =
        secrets
            .nats()
            .agent(node, key.publicKey(), Instant.now().minusSeconds(5), Duration.ofHours(1))
            .jwt();
    NatsLink opened = agent(node, key, jwt);
    await("the link of " + node, opened::connected);
    return opened;
  }

  /** Deploys on virtual threads; returns the deployment's id. */
  public String deploy(Deployable verticle) {
    return await(
        vertx.deployVerticle(
            verticle, new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD)));
  }

  public <Q extends com.google.protobuf.Message, R extends com.google.protobuf.Message>
      Future<R> start(Rpc<Q, R> rpc, Q request) {
    return new Bus(vertx).call(rpc, request, CALLER);
  }

  public <Q extends com.google.protobuf.Message, R extends com.google.protobuf.Message> R call(
      Rpc<Q, R> rpc, Q request) {
    return await(start(rpc, request));
  }

  public Failure fail(Future<?> call) {
    return (Failure)
        Assertions.assertThrows(CompletionException.class, () -> await(call)).getCause();
  }

  public void sql(String statement) {
    try (var connection = postgres.connect();
        var sql = connection.createStatement()) {
      sql.execute(statement);
    } catch (SQLException e) {
      throw new IllegalStateException(statement, e);
    }
  }

  /** The first column of the first row, as text. */
  public String value(String query) {
    try (var connection = postgres.connect();
        var sql = connection.createStatement();
        var rows = sql.executeQuery(query)) {
      return rows.next() ? rows.getString(1) : null;
    } catch (SQLException e) {
      throw new IllegalStateException(query, e);
    }
  }

  public double count(String counter) {
    return meters.counter(counter).count();
  }

  public static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(40, TimeUnit.SECONDS).join();
  }

  public static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(what + " did not come");
      }
      LockSupport.parkNanos(5_000_000);
    }
  }

  @Override
  public void close() {
    await(vertx.close());
    replies.close();
    links.forEach(NatsLink::close);
    nats.kill();
    postgres.close();
  }
}
