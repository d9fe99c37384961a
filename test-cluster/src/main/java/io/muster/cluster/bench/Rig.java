package io.muster.cluster.bench;

import io.muster.cluster.api.Rest;
import io.muster.link.LinkOptions;
import io.muster.link.NatsLink;
import io.muster.link.identity.Bootstrap;
import io.muster.local.process.Ports;
import io.muster.local.standalone.Standalone;
import io.muster.local.standalone.StandaloneOptions;
import io.muster.store.Database;
import io.muster.store.DatabaseConfig;
import io.muster.trust.Tls;
import io.muster.trust.TrustFolder;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/** A control plane on this machine with TLS and durability on, as {@code muster up} runs it. */
final class Rig implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(4);

  private final Path data;
  private final Standalone standalone;
  private final Vertx vertx = Vertx.vertx();
  private Database database;

  private Rig(Path data, Standalone standalone) {
    this.data = data;
    this.standalone = standalone;
  }

  /**
   * Starts it and waits until it is ready.
   *
   * @param agents real ones, as processes of their own
   */
  static Rig start(Path data, int agents) throws IOException, InterruptedException {
    Path launcher = Path.of(System.getProperty("muster.home", "."), "muster");
    boolean fresh = !Files.exists(data.resolve("state.json"));
    StandaloneOptions options =
        new StandaloneOptions(
            launcher.toAbsolutePath().normalize(),
            data,
            fresh ? OptionalInt.of(Ports.free()) : OptionalInt.empty(),
            OptionalInt.of(1),
            OptionalInt.of(agents));
    Standalone standalone = new Standalone(options, line -> System.err.println("  " + line));
    Rig rig = new Rig(data, standalone);
    // Ctrl-C must leave nothing behind.
    Runtime.getRuntime().addShutdownHook(new Thread(standalone::stop));
    CompletableFuture<Void> ready = new CompletableFuture<>();
    Thread.ofPlatform()
        .name("standalone")
        .start(
            () -> {
              try {
                standalone.run(state -> ready.complete(null));
                ready.completeExceptionally(new IOException("the control plane was stopped"));
              } catch (RuntimeException e) {
                ready.completeExceptionally(e);
              }
            });
    try {
      ready.get(START.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      rig.close();
      throw new IOException("the control plane did not start: " + e.getMessage(), e);
    }
    return rig;
  }

  Path data() {
    return data;
  }

  /** The API with the administrator's token. */
  Rest rest() throws IOException {
    TrustFolder trust = new TrustFolder(data.resolve("trust"));
    String token = Files.readString(trust.adminToken()).strip();
    return new Rest(DataFiles.server(data), trust.caPem(), token);
  }

  /** The control plane's own database. */
  synchronized Database database() throws IOException {
    if (database == null) {
      DatabaseConfig config =
          new DatabaseConfig(
              "127.0.0.1",
              DataFiles.port(data, "postgres"),
              "muster",
              "muster",
              data.resolve("trust").resolve("postgres.password"),
              Optional.empty(),
              4,
              Duration.ofSeconds(5));
      database = Database.open(vertx, config);
    }
    return database;
  }

  /** A connection to its NATS with all rights in the account. */
  NatsLink link(String name) throws IOException {
    TrustFolder trust = new TrustFolder(data.resolve("trust"));
    SSLContext context = Tls.trustingNamed(trust.caPem());
    return NatsLink.open(
        LinkOptions.of(
                name,
                java.util.List.of("tls://127.0.0.1:" + DataFiles.port(data, "nats")),
                "_INBOX_" + name + ".")
            .withTls(() -> context)
            .withStoreTimeout(Duration.ofSeconds(30))
            .withCredentials(
                Bootstrap.ensure(trust.dir(), Set.of(), Set.of(), Instant.now())
                    .nats()
                    .controlPlane(name)));
  }

  @Override
  public void close() {
    if (database != null) {
      database.close();
    }
    vertx.close().toCompletionStage().toCompletableFuture().join();
    standalone.stop();
  }
}
