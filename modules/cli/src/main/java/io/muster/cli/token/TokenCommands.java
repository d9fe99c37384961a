package io.muster.cli.token;

import io.muster.cli.CommandEntry;
import picocli.CommandLine.Command;

/** The group {@code token}. */
@Command(
    name = "token",
    mixinStandardHelpOptions = true,
    description =
        "Makes tokens: join tokens for machines, and with 'token api' those for programs.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Examples:", "  muster token create --uses 20", "  muster token api ls"})
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
            CommandEntry.leaf("revoke", ApiTokenRevoke::new)),
        CommandEntry.group(
            "nats", NatsGroup::new, CommandEntry.leaf("create", NatsCredentialCreate::new)));
  }

  @Command(
      name = "nats",
      mixinStandardHelpOptions = true,
      description = "Makes credentials for tools that hear the change feed on NATS.",
      synopsisSubcommandLabel = "COMMAND",
      footer = {"", "Example:", "  muster token nats create siem --ttl 7d --creds siem.creds"})
  private static final class NatsGroup {}

  @Command(
      name = "api",
      mixinStandardHelpOptions = true,
      description = "Makes, lists and revokes API tokens, for programs and people.",
      synopsisSubcommandLabel = "COMMAND",
      footer = {"", "Example:", "  muster token api create ci --role operator --ttl 30d"})
  private static final class ApiTokenGroup {}
}
