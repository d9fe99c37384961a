package io.muster.cli.job;

import io.muster.cli.CommandEntry;
import io.muster.cli.api.Api;
import picocli.CommandLine.Command;

/** The group {@code job}. */
@Command(
    name = "job",
    mixinStandardHelpOptions = true,
    description = "Shows, follows, cancels and repeats jobs.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Examples:", "  muster job ls", "  muster job logs ID --follow"})
public final class JobCommands {
  private JobCommands() {}

  /** The group with its commands. */
  public static CommandEntry entry() {
    return CommandEntry.group(
        "job",
        JobCommands::new,
        CommandEntry.leaf("ls", JobList::new),
        CommandEntry.leaf("show", JobShow::new),
        CommandEntry.leaf("logs", JobLogs::new),
        CommandEntry.leaf("cancel", JobCancel::new),
        CommandEntry.leaf("retry", JobRetry::new));
  }

  static String path(String id, String rest) {
    return "/api/v1/jobs/" + Api.segment(id) + rest;
  }
}
