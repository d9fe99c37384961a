package io.muster.cli.people;

import io.muster.cli.CommandEntry;
import io.muster.cli.api.Api;
import picocli.CommandLine.Command;

/** The group {@code user}. */
@Command(
    name = "user",
    mixinStandardHelpOptions = true,
    description = "Makes users and gives them roles.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Example:", "  muster user create alice --role operator --scope env:staging"})
public final class UserCommands {
  private UserCommands() {}

  /** The group with its commands. */
  public static CommandEntry entry() {
    return CommandEntry.group(
        "user",
        UserCommands::new,
        CommandEntry.leaf("create", UserCreate::new),
        CommandEntry.leaf("ls", UserList::new),
        CommandEntry.leaf("show", UserShow::new),
        CommandEntry.leaf("rm", UserRemove::new),
        CommandEntry.leaf("role", UserRole::new),
        CommandEntry.leaf("password", UserPassword::new),
        CommandEntry.leaf("disable", UserDisable::new),
        CommandEntry.leaf("enable", UserEnable::new),
        CommandEntry.leaf("certificates", UserCertificates::new),
        CommandEntry.leaf("token", UserToken::new));
  }

  /** Of a user, and what is below it. */
  static String path(String name, String rest) {
    return "/api/v1/users/" + Api.segment(name) + rest;
  }
}
