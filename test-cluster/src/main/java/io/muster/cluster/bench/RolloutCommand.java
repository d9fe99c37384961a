package io.muster.cluster.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code muster bench rollout}. */
@Command(
    name = "rollout",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "A rollout over many emulated agents, and the same commands as one plain job with the same"
            + " batch size.",
    footer = {
      "",
      "The engine's overhead of a batch: from the commit of the last result of the batch before it",
      "to the dispatch of its first task, as both are recorded.",
      "Starts a control plane of its own and stops it at the end.",
      "",
      "Example:",
      "  muster bench rollout --agents 1000 --batches 10",
    })
final class RolloutCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--agents",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Emulated agents.")
  private int agents;

  @Option(
      names = "--batches",
      paramLabel = "N",
      defaultValue = "10",
      description = "Batches of the rollout, at least 2.")
  private int batches;

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
      defaultValue = "3",
      description = "Rounds before them.")
  private int warmUp;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "A data folder to use and keep; by default a temporary one.")
  private Path data;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (batches < 2 || agents < batches || rounds < 1 || warmUp < 0) {
      throw new ParameterException(
          spec.commandLine(),
          "--batches is %d: at least 2, and at most --agents, which is %d; --rounds is at least 1"
              .formatted(batches, agents));
    }
    Path folder = data == null ? Files.createTempDirectory("muster-bench") : data;
    try (Rig rig = Rig.start(folder, 0);
        AgentsProcess emulator = AgentsProcess.start(rig.data(), agents, connections)) {
      return measure(rig, emulator);
    } finally {
      if (data == null) {
        DataFiles.remove(folder);
      }
    }
  }

  private int measure(Rig rig, AgentsProcess emulator) throws IOException, InterruptedException {
    String target = "id.startsWith(\"emu-\")";
    int size = Math.ceilDiv(agents, batches);
    List<RolloutRound> measured = new ArrayList<>();
    List<JobRound> plain = new ArrayList<>();
    for (int i = -warmUp; i < rounds; i++) {
      RolloutRound round = RolloutRound.run(rig.rest(), rig.database(), target, size);
      JobRound job = JobRound.run(rig.rest(), rig.database(), target, size);
      System.err.printf(
          "  %s: rollout %.0f ms, %d succeeded, overhead of a batch %s; plain job %.0f ms%n",
          i < 0 ? "warm-up" : "round " + (i + 1),
          round.wallMs(),
          round.succeeded(),
          new Figures(round.overheadMs()),
          job.wallMs());
      if (i >= 0) {
        measured.add(round);
        plain.add(job);
      }
    }
    boolean once = emulator.stop();
    report(measured, plain, size);
    boolean all =
        measured.stream().allMatch(one -> one.succeeded() == agents)
            && plain.stream().allMatch(one -> one.succeeded() == agents);
    if (!all || !once) {
      System.out.println(
          "BROKEN: " + (once ? "not every node succeeded" : "an attempt was started twice"));
      return 1;
    }
    return 0;
  }

  private void report(List<RolloutRound> measured, List<JobRound> plain, int size) {
    Figures wall = new Figures(measured.stream().map(RolloutRound::wallMs).toList());
    Figures job = new Figures(plain.stream().map(JobRound::wallMs).toList());
    Figures overhead =
        new Figures(measured.stream().flatMap(one -> one.overheadMs().stream()).toList());
    System.out.printf(
        "%d agents in batches of %d, %d rounds, %d processors%n",
        agents, size, rounds, Runtime.getRuntime().availableProcessors());
    System.out.println("rollout, start to its end committed, ms: " + wall);
    System.out.printf(
        "engine's overhead of a batch, ms: p50 %.0f, p90 %.0f, least %.0f%n",
        overhead.median(), overhead.percentile(0.9), overhead.least());
    System.out.printf("plain job, %d nodes at the same time, ms: %s%n", size, job);
    System.out.printf(
        "ratio to the plain job: %.2f (medians), %.2f (least)%n",
        wall.median() / job.median(), wall.least() / job.least());
  }
}
