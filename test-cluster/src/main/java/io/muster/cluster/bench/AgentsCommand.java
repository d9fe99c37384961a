package io.muster.cluster.bench;

import io.muster.cluster.emulator.CannedWork;
import io.muster.cluster.emulator.Emulator;
import io.muster.cluster.emulator.EmulatorOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code muster bench agents}. */
@Command(
    name = "agents",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Runs emulated agents until Ctrl-C, or until its input ends with --until-eof.",
    footer = {
      "",
      "Each has its own identity, link code, ledger and replies; only what it runs is pretended.",
      "",
      "Example:",
      "  muster up --agents 0 --detach",
      "  muster bench agents --count 1000 --latency 200",
    })
final class AgentsCommand implements Callable<Integer> {
  /** The line that says that all agents are online. */
  static final String ONLINE = "all agents are online";

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many agents.")
  private int count;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".muster",
      description = "The data folder of a control plane on this machine.")
  private Path data;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "10",
      description = "Shared connections to NATS; 0: one for each agent, with its own credentials.")
  private int connections;

  @Option(
      names = "--prefix",
      paramLabel = "TEXT",
      defaultValue = "emu-",
      description = "Of the node ids.")
  private String prefix;

  @Option(
      names = "--latency",
      paramLabel = "MS",
      defaultValue = "0",
      description = "How long a command runs.")
  private long latencyMs;

  @Option(
      names = "--output",
      paramLabel = "BYTES",
      defaultValue = "24",
      description = "What a command prints.")
  private int output;

  @Option(
      names = "--fail-rate",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "Runs that exit with 1.")
  private double failRate;

  @Option(names = "--until-eof", hidden = true)
  private boolean untilEof;

  @Override
  public Integer call() throws IOException, InterruptedException {
    long began = System.nanoTime();
    EmulatorOptions options =
        EmulatorOptions.of(data.resolve("trust"), DataFiles.server(data), count)
            .withPrefix(prefix)
            .withConnections(connections)
            .withIdentities(data.resolve("bench").resolve(prefix + "identities.jsonl"))
            .withWork(new CannedWork(Duration.ofMillis(latencyMs), output, failRate));
    Emulator emulator = Emulator.start(options);
    try {
      System.out.printf("%d agents have identities after %.1f s%n", count, seconds(began));
      emulator.awaitOnline(Duration.ofMinutes(3));
      System.out.printf("%s after %.1f s%n", ONLINE, seconds(began));
      await(emulator);
      List<?> twice = emulator.starts().twice();
      System.out.println(twice.size() + " attempts were started more than once");
      return twice.isEmpty() ? 0 : 1;
    } finally {
      emulator.close();
    }
  }

  private void await(Emulator emulator) throws IOException, InterruptedException {
    if (untilEof) {
      new BufferedReader(new InputStreamReader(System.in)).transferTo(java.io.Writer.nullWriter());
      return;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(emulator::close));
    new CountDownLatch(1).await();
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }
}
