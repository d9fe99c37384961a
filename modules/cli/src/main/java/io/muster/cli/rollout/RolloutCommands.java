package io.muster.cli.rollout;

import io.muster.cli.CommandEntry;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import java.util.Set;
import picocli.CommandLine.Command;

/** The group {@code rollout}. */
@Command(
    name = "rollout",
    mixinStandardHelpOptions = true,
    description = "Changes many nodes, a batch at a time.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  muster rollout start --name fix --task-file fix.sh -t all --batch-size 10%% --auto-advance",
      "  muster rollout status fix --watch"
    })
public final class RolloutCommands {
  private static final Set<String> ENDED =
      Set.of("succeeded", "failed", "aborted", "rolled_back", "rollback_failed");

  private RolloutCommands() {}

  /** The group with its commands. */
  public static CommandEntry entry() {
    return CommandEntry.group(
        "rollout",
        RolloutCommands::new,
        CommandEntry.leaf("start", RolloutStart::new),
        CommandEntry.leaf("status", RolloutStatus::new),
        CommandEntry.leaf("ls", RolloutList::new),
        CommandEntry.leaf("pause", RolloutSteer.Pause::new),
        CommandEntry.leaf("resume", RolloutSteer.Resume::new),
        CommandEntry.leaf("promote", RolloutSteer.Promote::new),
        CommandEntry.leaf("abort", RolloutSteer.Abort::new),
        CommandEntry.leaf("retry", RolloutSteer.Retry::new),
        CommandEntry.leaf("rollback", RolloutSteer.Rollback::new));
  }

  static String path(String id, String rest) {
    return "/api/v1/rollouts/" + Api.segment(id) + rest;
  }

  static boolean ended(Fields rollout) {
    return ENDED.contains(rollout.text("state"));
  }

  /** Whether nothing happens until somebody says so. */
  static boolean waitsForSomebody(Fields rollout) {
    return rollout.text("state").equals("paused") || rollout.text("gate").equals("approval");
  }

  /** What a script is told. */
  static int exit(Fields rollout) {
    if (!ended(rollout)) {
      return Exit.OK;
    }
    boolean clean = rollout.object("nodes").number("failed") == 0;
    return rollout.text("state").equals("succeeded") && clean ? Exit.OK : Exit.FAILED;
  }
}
