package io.muster.cli.standalone;

import io.muster.cli.CommandEntry;
import java.util.List;

/** The commands of this package, in the order in which help lists them. */
public final class StandaloneCommands {
  private StandaloneCommands() {}

  /** Each entry makes its command only when it is called for. */
  public static List<CommandEntry> entries() {
    return List.of(
        CommandEntry.leaf("up", UpCommand::new),
        CommandEntry.leaf("down", DownCommand::new),
        CommandEntry.leaf("status", StatusCommand::new),
        CommandEntry.leaf("doctor", DoctorCommand::new),
        CommandEntry.leaf("server", ServerCommand::new),
        CommandEntry.leaf("agent", AgentCommand::new),
        CommandEntry.leaf("test", TestCommand::new),
        CommandEntry.leaf("bench", BenchCommand::new));
  }
}
