package io.muster.cli.config;

import io.muster.cli.CommandEntry;
import picocli.CommandLine.Command;

/** The group {@code config}. */
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    description = "Keeps the configuration of agents and other components.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  muster config apply --src web.toml -t 'labels[\"role\"] == \"web\"'",
      "  muster config set --agent-id web-1 log.level debug"
    })
public final class ConfigCommands {
  private ConfigCommands() {}

  /** The group with its commands. */
  public static CommandEntry entry() {
    return CommandEntry.group(
        "config",
        ConfigCommands::new,
        CommandEntry.leaf("apply", ConfigApply::new),
        CommandEntry.leaf("set", ConfigSet::new),
        CommandEntry.leaf("get", ConfigGet::new),
        CommandEntry.leaf("list", ConfigList::new),
        CommandEntry.leaf("show", ConfigShow::new),
        CommandEntry.leaf("delete", ConfigDelete::new),
        CommandEntry.leaf("status", ConfigStatus::new),
        CommandEntry.leaf("history", ConfigHistory::new),
        CommandEntry.leaf("diff", ConfigDiff::new),
        CommandEntry.leaf("validate", ConfigValidate::new),
        CommandEntry.leaf("backup", ConfigBackup::new),
        CommandEntry.leaf("restore", ConfigRestore::new));
  }
}
