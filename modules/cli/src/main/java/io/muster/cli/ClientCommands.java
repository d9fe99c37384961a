package io.muster.cli;

import java.util.List;

/** The commands that talk to the control plane. */
final class ClientCommands {
  private ClientCommands() {}

  static List<CommandEntry> entries() {
    return List.of(CommandEntry.leaf("version", VersionCommand::new));
  }
}
