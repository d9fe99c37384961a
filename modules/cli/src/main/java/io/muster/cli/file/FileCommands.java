package io.muster.cli.file;

import io.muster.cli.CommandEntry;
import io.muster.cli.api.Api;
import picocli.CommandLine.Command;

/** The group {@code file}. */
@Command(
    name = "file",
    mixinStandardHelpOptions = true,
    description = "Puts files on nodes, and takes them back.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  muster file apply --src app.conf --dest /etc/app.conf -t 'labels[\"role\"] == \"web\"'",
      "  muster file rollback --dest /etc/app.conf -t web-1"
    })
public final class FileCommands {
  static final String FILES = "/api/v1/files";

  private FileCommands() {}

  /** The group with its commands. */
  public static CommandEntry entry() {
    return CommandEntry.group(
        "file",
        FileCommands::new,
        CommandEntry.leaf("apply", FileApply::new),
        CommandEntry.leaf("rollback", FileRollback::new),
        CommandEntry.leaf("history", FileHistory::new),
        CommandEntry.leaf("ls", FileList::new),
        CommandEntry.leaf("get", FileGet::new),
        CommandEntry.leaf("rm", FileRemove::new),
        CommandEntry.leaf("gc", FileGc::new));
  }

  static String path(String id, String rest) {
    return FILES + "/" + Api.segment(id) + rest;
  }
}
