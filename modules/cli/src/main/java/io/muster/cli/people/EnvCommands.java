package io.muster.cli.people;

import io.muster.cli.CommandEntry;
import picocli.CommandLine.Command;

/** The group {@code env}. */
@Command(
    name = "env",
    mixinStandardHelpOptions = true,
    description = "Names targets, to which roles can be limited.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Example:", "  muster env create staging -t 'labels[\"env\"] == \"staging\"'"})
public final class EnvCommands {
  private EnvCommands() {}

  /** The group with its commands. */
  public static CommandEntry entry() {
    return CommandEntry.group(
        "env",
        EnvCommands::new,
        CommandEntry.leaf("ls", EnvList::new),
        CommandEntry.leaf("create", EnvCreate::new),
        CommandEntry.leaf("rm", EnvRemove::new));
  }
}
