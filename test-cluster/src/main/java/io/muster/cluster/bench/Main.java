package io.muster.cluster.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code muster bench}. */
@Command(
    name = "muster bench",
    mixinStandardHelpOptions = true,
    description = "Emulates agents, and measures the control plane against a raw floor.",
    subcommands = {AgentsCommand.class, ExecCommand.class})
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what: agents or exec");
  }

  public static void main(String[] args) {
    int code = new CommandLine(new Main()).execute(args);
    System.out.flush();
    System.exit(code);
  }
}
