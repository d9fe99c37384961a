package io.muster.cluster.bench;

import io.muster.local.LocalException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code muster bench}. */
@Command(
    name = "muster bench",
    mixinStandardHelpOptions = true,
    description =
        "Emulates agents, and measures the control plane against what does the same without it.",
    subcommands = {
      AgentsCommand.class,
      ExecCommand.class,
      FilesCommand.class,
      RolloutCommand.class
    })
public final class Main implements Runnable {
  /** Exit code: what is needed is not there. */
  private static final int NOT_THERE = 5;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what: agents, exec, files or rollout");
  }

  public static void main(String[] args) {
    CommandLine line = new CommandLine(new Main());
    line.setExecutionExceptionHandler(
        (error, command, parsed) -> {
          if (error instanceof LocalException) { // it says what is missing and how to mend it
            System.err.println("muster bench: " + error.getMessage());
            return NOT_THERE;
          }
          throw error;
        });
    int code = line.execute(args);
    System.out.flush();
    System.exit(code);
  }
}
