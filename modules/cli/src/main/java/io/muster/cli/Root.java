package io.muster.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code muster} itself: it does nothing without a command. */
@Command(
    name = "muster",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Runs fleets of Linux machines.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Examples:",
      "  muster up --agents 3 --detach",
      "  muster exec -t 'labels[\"role\"] == \"web\"' -- uptime",
      "  muster node ls -o json",
      "",
      "Exit codes: 0 all succeeded, 1 some failed, 2 wrong usage, 3 no node matched,",
      "4 unknown, timed out or expired somewhere, 5 not reachable or not allowed."
    })
public final class Root implements Runnable {
  @Spec private CommandSpec spec;

  @Mixin private ClientOptions client;

  ClientOptions client() {
    return client;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
