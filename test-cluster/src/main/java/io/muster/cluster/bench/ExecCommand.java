package io.muster.cluster.bench;

import io.muster.cluster.api.Rest;
import io.muster.store.Database;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code muster bench exec}. */
@Command(
    name = "exec",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "One command on many emulated agents, and the same messages and rows without Muster.",
    footer = {
      "",
      "Starts a control plane of its own and stops it at the end.",
      "",
      "Examples:",
      "  muster bench exec --agents 10000",
      "  muster bench exec --agents 1 --latency",
    })
final class ExecCommand implements Callable<Integer> {
  /** What the server's reference configuration has as {@code connector.batch}. */
  private static final int CONNECTOR_BATCH = 1000;

  /** Headers, subject and framing of a stored message, which its stream counts as its size. */
  private static final int STORED_OVERHEAD = 130;

  @Option(
      names = "--agents",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Emulated agents.")
  private int agents;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "10",
      description = "Shared connections of the agents; 0: one for each.")
  private int connections;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Measured rounds.")
  private int rounds;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      defaultValue = "5",
      description = "Rounds before them.")
  private int warmUp;

  @Option(
      names = "--latency",
      description = "Measure single calls on one real, idle agent instead.")
  private boolean latency;

  @Option(
      names = "--calls",
      paramLabel = "N",
      defaultValue = "300",
      description = "With --latency.")
  private int calls;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "A data folder to use and keep; by default a temporary one.")
  private Path data;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = data == null ? Files.createTempDirectory("muster-bench") : data;
    try (Rig rig = Rig.start(folder, latency ? 1 : 0)) {
      return latency ? measureLatency(rig) : measureThroughput(rig);
    } finally {
      if (data == null) {
        DataFiles.remove(folder);
      }
    }
  }

  private int measureLatency(Rig rig) throws IOException, InterruptedException {
    LatencyBench.run(rig, calls).forEach(System.out::println);
    return 0;
  }

  private int measureThroughput(Rig rig) throws IOException, InterruptedException {
    Rest rest = rig.rest();
    Database database = rig.database();
    List<JobRound> measured = new ArrayList<>();
    List<Double> nats = new ArrayList<>();
    List<Double> postgres = new ArrayList<>();
    try (AgentsProcess emulator = AgentsProcess.start(rig.data(), agents, connections)) {
      String target = "id.startsWith(\"emu-\")";
      JobRound warm = null;
      for (int i = 0; i < warmUp || warm == null; i++) {
        warm = JobRound.run(rest, database, target);
        print("warm-up", warm);
      }
      int reply = replyBytes(database, warm.jobId());
      int task = taskBytes(rig);
      PostgresFloor rows = new PostgresFloor(database, agents, CONNECTOR_BATCH, reply);
      try (NatsFloor messages = new NatsFloor(rig, agents, connections, task, reply)) {
        System.err.printf("  a task is %d bytes, a reply %d%n", task, reply);
        for (int i = 0; i < warmUp; i++) {
          messages.run(i);
          rows.run("warm-" + i, warm.jobId());
        }
        for (int i = 0; i < rounds; i++) {
          JobRound round = JobRound.run(rest, database, target);
          print("round " + (i + 1), round);
          measured.add(round);
          nats.add(messages.run(warmUp + i));
          postgres.add(rows.run("round-" + i, warm.jobId()));
          System.err.printf(
              "  raw: NATS %.0f ms, PostgreSQL %.0f ms%n", nats.getLast(), postgres.getLast());
        }
      }
      boolean once = emulator.stop();
      report(measured, new Figures(nats), new Figures(postgres));
      boolean all = measured.stream().allMatch(round -> round.succeeded() == agents);
      if (!all || !once) {
        System.out.println(
            "BROKEN: " + (once ? "not every task succeeded" : "an attempt was started twice"));
        return 1;
      }
      return 0;
    }
  }

  private static void print(String what, JobRound round) {
    System.err.printf(
        "  %s: %.0f ms (submit %.0f ms), task p50 %.0f ms, p99 %.0f ms, %d succeeded%n",
        what, round.wallMs(), round.submitMs(), round.p50Ms(), round.p99Ms(), round.succeeded());
  }

  private void report(List<JobRound> measured, Figures nats, Figures postgres) {
    Figures wall = new Figures(measured.stream().map(JobRound::wallMs).toList());
    Figures p50 = new Figures(measured.stream().map(JobRound::p50Ms).toList());
    Figures p99 = new Figures(measured.stream().map(JobRound::p99Ms).toList());
    double floor = nats.median() + postgres.median();
    System.out.printf(
        "%d agents over %s connections, %d rounds, %d processors%n",
        agents,
        connections == 0 ? "their own" : Integer.toString(connections),
        rounds,
        Runtime.getRuntime().availableProcessors());
    System.out.println("submit to last result committed, ms: " + wall);
    System.out.printf("tasks a second: %.0f%n", agents / wall.median() * 1000);
    System.out.printf(
        "task from dispatch to its end recorded, ms: p50 %.0f, p99 %.0f%n",
        p50.median(), p99.median());
    System.out.println("raw JetStream, ms: " + nats);
    System.out.println("raw PostgreSQL, ms: " + postgres);
    System.out.printf(
        "ratio to the raw floor: %.2f (medians), %.2f (least)%n",
        wall.median() / floor, wall.least() / (nats.least() + postgres.least()));
  }

  /** The average size of a reply of a job, from what its events hold. */
  static int replyBytes(Database database, String jobId) {
    Row row =
        database
            .query(
                "SELECT avg(length(body)) FROM job_event WHERE job_id = $1 AND ordinal >= 0", jobId)
            .iterator()
            .next();
    return row.getNumeric(0).intValue();
  }

  /** The size of a task's envelope, from what its stream holds. */
  static int taskBytes(Rig rig) throws IOException {
    try (var link = rig.link("floor-sizes")) {
      return NatsFloor.storedBytes(link, "MUSTER_TASKS") - STORED_OVERHEAD;
    }
  }
}
