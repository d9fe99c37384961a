package io.muster.cli.secret;

import io.muster.cli.CommandEntry;
import picocli.CommandLine.Command;

/** The group {@code secret}. */
@Command(
    name = "secret",
    mixinStandardHelpOptions = true,
    description = "Values that configurations refer to as ${secret:NAME}.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Example:", "  muster secret set db/password --value-stdin < password.txt"})
public final class SecretCommands {
  private SecretCommands() {}

  /** The group with its commands. */
  public static CommandEntry entry() {
    return CommandEntry.group(
        "secret",
        SecretCommands::new,
        CommandEntry.leaf("set", SecretSet::new),
        CommandEntry.leaf("ls", SecretList::new),
        CommandEntry.leaf("rm", SecretRemove::new));
  }
}
