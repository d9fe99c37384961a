package io.muster.cli.people;

import io.muster.cli.CommandEntry;
import picocli.CommandLine.Command;

/** The group {@code role}. */
@Command(
    name = "role",
    mixinStandardHelpOptions = true,
    description = "Makes roles: sets of permissions.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Example:", "  muster role create deployer --permission task:execute,node:read"})
public final class RoleCommands {
  private RoleCommands() {}

  /** The group with its commands. */
  public static CommandEntry entry() {
    return CommandEntry.group(
        "role",
        RoleCommands::new,
        CommandEntry.leaf("ls", RoleList::new),
        CommandEntry.leaf("create", RoleCreate::new),
        CommandEntry.leaf("rm", RoleRemove::new));
  }
}
