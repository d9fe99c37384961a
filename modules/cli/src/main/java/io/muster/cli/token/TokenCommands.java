package io.muster.cli.token;

import io.muster.cli.CommandEntry;
import picocli.CommandLine.Command;

/** The group {@code token}. */
@Command(
    name = "token",
    mixinStandardHelpOptions = true,
    description = "Join tokens for machines; 'token api' for programs.",
    synopsisSubcommandLabel = "COMMAND")
public final class TokenCommands {
  private TokenCommands() {}

  /** The group with its commands. */
  public static CommandEntry entry() {
    return CommandEntry.group(
        "token",
        TokenCommands::new,
        CommandEntry.leaf("create", JoinTokenCreate::new),
        CommandEntry.leaf("ls", JoinTokenList::new),
        CommandEntry.leaf("revoke", JoinTokenRevoke::new),
        CommandEntry.group(
            "api",
            ApiTokenGroup::new,
            CommandEntry.leaf("create", ApiTokenCreate::new),
            CommandEntry.leaf("ls", ApiTokenList::new),
            CommandEntry.leaf("revoke", ApiTokenRevoke::new)));
  }

  @Command(
      name = "api",
      mixinStandardHelpOptions = true,
      description = "API tokens for programs.",
      synopsisSubcommandLabel = "COMMAND")
  private static final class ApiTokenGroup {}
}
