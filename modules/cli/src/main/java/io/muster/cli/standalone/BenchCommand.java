package io.muster.cli.standalone;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code muster bench}: here for help alone, because the launcher runs it without this program. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    customSynopsis = {
      "muster bench exec [--agents N] [--connections N] [--rounds N] [--latency] [--data DIR]",
      "muster bench files [--agents N] [--size SIZE] [--rounds N] [--data DIR]",
      "muster bench rollout [--agents N] [--batches N] [--connections N] [--rounds N] [--data DIR]",
      "muster bench agents [--count N] [--connections N] [--latency MS] [--data DIR]"
    },
    description = "Measures a control plane on this machine.",
    footer = {
      "",
      "exec: one command on many emulated agents, and the ratio to the raw floor of JetStream and",
      "PostgreSQL in the same run; with --latency single calls on one idle agent.",
      "files: one file to many real agents, and the ratio to cp and to scp of the same bytes in the",
      "same run.",
      "rollout: what the rollout engine costs for each batch of emulated agents, and the ratio to one",
      "plain job.",
      "agents: emulated agents for a control plane on this machine, until Ctrl-C.",
      "",
      "Examples:",
      "  muster bench exec --agents 10000",
      "  muster bench files --agents 20 --size 100M",
      "  muster bench rollout --agents 1000 --batches 10"
    })
final class BenchCommand implements Callable<Integer> {
  @Unmatched private List<String> arguments;

  @Override
  public Integer call() {
    return Launch.through("bench", arguments);
  }
}
