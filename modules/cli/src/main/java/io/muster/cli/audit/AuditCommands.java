package io.muster.cli.audit;

import io.muster.cli.CommandEntry;
import picocli.CommandLine.Command;

/** The group {@code audit}. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = "Shows who did what, and verifies that nothing of it was changed.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Examples:", "  muster audit ls --user alice", "  muster audit verify"})
public final class AuditCommands {
  static final String PATH = "/api/v1/audit";

  private AuditCommands() {}

  /** The group with its commands. */
  public static CommandEntry entry() {
    return CommandEntry.group(
        "audit",
        AuditCommands::new,
        CommandEntry.leaf("ls", AuditList::new),
        CommandEntry.leaf("show", AuditShow::new),
        CommandEntry.leaf("verify", AuditVerify::new),
        CommandEntry.leaf("export", AuditExport::new));
  }
}
