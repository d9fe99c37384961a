package io.muster.server.presence;

import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.link.Link;
import io.muster.link.LinkOptions;
import io.muster.link.NatsLink;
import io.muster.local.postgres.TestDatabase;
import io.muster.local.process.Ports;
import io.muster.protocol.Subjects;
import io.muster.protocol.agent.v1.Beat;
import io.muster.protocol.agent.v1.Signed;
import io.muster.protocol.agent.v1.Vitals;
import io.muster.store.Database;
import io.muster.store.DatabaseConfig;
import io.muster.store.Migrations;
import io.muster.store.config.ConfigStates;
import io.muster.store.node.PresenceLedger;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * What the heartbeats of 50,000 agents cost: prints heartbeats a second and the share of one
 * processor that the control plane's JVM and its PostgreSQL backends take. A child process plays
 * the agents. Arguments: seconds (30), agents (50000).
 */
public final class PresenceBenchmark {
  private static final int INTERVAL_MS = 15_000;

  private PresenceBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 3 && arguments[0].equals("agents")) {
      beat(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
      return;
    }
    int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 30;
    int agents = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 50_000;
    int port = Ports.free();
    Process nats = child("nats-server", "-a", "127.0.0.1", "-p", "" + port);
    TestDatabase raw = TestDatabase.copyOf(made -> Migrations.run(config(made)));
    try (var connection = raw.connect();
        var sql = connection.createStatement()) {
      sql.execute(
          "INSERT INTO node (id, name, public_key) SELECT 'n' || i, 'n' || i, 'U' || i"
              + " FROM generate_series(0, "
              + (agents - 1)
              + ") i");
    }
    Vertx vertx = Vertx.vertx();
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    deploy(vertx, open("control-plane", port), raw, meters);
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process load =
        child(
            java.toString(),
            "-cp",
            System.getProperty("java.class.path"),
            PresenceBenchmark.class.getName(),
            "agents",
            "" + port,
            "" + agents);
    LockSupport.parkNanos(Duration.ofMillis(INTERVAL_MS + 8000).toNanos());
    measure(seconds, raw, meters);
    load.destroy();
    nats.destroy();
    System.exit(0);
  }

  private static void measure(int seconds, TestDatabase raw, SimpleMeterRegistry meters)
      throws IOException {
    long begin = System.nanoTime();
    double cpu = jvmSeconds();
    double backends = backendSeconds(raw.database());
    double beats = meters.counter("muster.beats").count();
    LockSupport.parkNanos(Duration.ofSeconds(seconds).toNanos());
    double wall = (System.nanoTime() - begin) / 1e9;
    System.out.printf(
        "%.0f heartbeats/s; control plane %.1f %%, PostgreSQL %.1f %% of one processor;"
            + " %.0f unreadable, %.0f dropped%n",
        (meters.counter("muster.beats").count() - beats) / wall,
        100 * (jvmSeconds() - cpu) / wall,
        100 * (backendSeconds(raw.database()) - backends) / wall,
        meters.counter("muster.beats.unreadable").count(),
        meters.counter("muster.beats.dropped").count());
  }

  private static void deploy(Vertx vertx, Link link, TestDatabase raw, SimpleMeterRegistry meters)
      throws Exception {
    PresenceConfig config =
        new PresenceConfig(
            Duration.ofMillis(500),
            5000,
            Duration.ofSeconds(5),
            Duration.ofMillis(INTERVAL_MS),
            Duration.ofMinutes(1),
            Duration.ofHours(1));
    Database database = Database.open(vertx, config(raw));
    vertx
        .deployVerticle(
            new PresenceVerticle(
                link,
                (kind, bodies) ->
                    bodies.stream()
                        .map(b -> Signed.newBuilder().setBody(ByteString.copyFrom(b)).build())
                        .toList(),
                new PresenceLedger(database),
                new ConfigStates(database),
                config.vitals(database),
                config,
                Clock.systemUTC(),
                meters),
            new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD))
        .toCompletionStage()
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
  }

  /** Plays agents: their heartbeats evenly over the interval, in steps of 10 ms. */
  private static void beat(int port, int agents) throws InterruptedException {
    Link link = open("agents", port);
    Vitals vitals =
        Vitals.newBuilder()
            .setCpuBusy(0.25f)
            .setLoad1(1.5f)
            .setMemoryUsed(8L << 30)
            .setMemoryTotal(16L << 30)
            .setDiskUsed(50L << 30)
            .setDiskTotal(100L << 30)
            .setNetReceived(100_000)
            .setNetSent(200_000)
            .build();
    long start = System.nanoTime();
    for (long sent = 0; ; ) {
      long due = (System.nanoTime() - start) / 1_000_000 * agents / INTERVAL_MS;
      for (; sent < due; sent++) {
        String node = "n" + sent % agents;
        link.publish(
            Subjects.beat(node),
            Beat.newBuilder()
                .setNodeId(node)
                .setSession("01JXAMPLE0000000000000000")
                .setAgentVersion("0.1.0")
                .setIntervalMs(INTERVAL_MS)
                .setVitals(vitals)
                .build()
                .toByteArray());
      }
      LockSupport.parkNanos(10_000_000);
    }
  }

  private static Link open(String name, int port) throws InterruptedException {
    Link link =
        NatsLink.open(
            LinkOptions.of(name, List.of("nats://127.0.0.1:" + port), "_INBOX_" + name + "."));
    CountDownLatch connected = new CountDownLatch(1);
    link.onChange(
        change -> {
          if (change == Link.Change.CONNECTED) {
            connected.countDown();
          }
        });
    if (!connected.await(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("nats-server does not answer on port " + port);
    }
    return link;
  }

  private static Process child(String... command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    return process;
  }

  private static double jvmSeconds() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
  }

  private static double backendSeconds(String database) throws IOException {
    try (Stream<ProcessHandle> processes = ProcessHandle.allProcesses()) {
      return processes
          .filter(process -> title(process.pid()).contains(database))
          .mapToDouble(
              process -> process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3)
          .sum();
    }
  }

  private static String title(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/cmdline"));
    } catch (IOException gone) {
      return "";
    }
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
}
