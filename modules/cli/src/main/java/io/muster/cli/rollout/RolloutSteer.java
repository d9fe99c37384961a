package io.muster.cli.rollout;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a person may want of a rollout. */
abstract class RolloutSteer extends ClientCommand {
  private final String verb;

  @Parameters(paramLabel = "NAME", description = "The rollout: its name or its id.")
  private String name;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for its history.")
  private String reason = "";

  RolloutSteer(String verb) {
    this.verb = verb;
  }

  @Override
  protected int run(Api api) {
    Fields rollout =
        api.once("POST", RolloutCommands.path(name, "/" + verb), Map.of("reason", reason));
    print(rollout.map(), () -> System.out.println(RolloutPicture.headline(rollout)));
    return Exit.OK;
  }

  /** {@code muster rollout pause}. */
  @Command(
      name = "pause",
      description = "Begins on no further node; nodes that are at work go on.",
      footer = {"", "Example:", "  muster rollout pause fix --reason 'disk alarms'"})
  static final class Pause extends RolloutSteer {
    Pause() {
      super("pause");
    }
  }

  /** {@code muster rollout resume}. */
  @Command(
      name = "resume",
      description = "Goes on with a paused rollout.",
      footer = {"", "Example:", "  muster rollout resume fix"})
  static final class Resume extends RolloutSteer {
    Resume() {
      super("resume");
    }
  }

  /** {@code muster rollout promote}. */
  @Command(
      name = "promote",
      description = "Goes on to the next batch now, whatever the gate waits for.",
      footer = {"", "Example:", "  muster rollout promote fix --reason 'canary looks well'"})
  static final class Promote extends RolloutSteer {
    Promote() {
      super("promote");
    }
  }

  /** {@code muster rollout abort}. */
  @Command(
      name = "abort",
      description = "Ends a rollout now; what was changed stays.",
      footer = {"", "Example:", "  muster rollout abort fix --reason 'wrong version'"})
  static final class Abort extends RolloutSteer {
    Abort() {
      super("abort");
    }
  }

  /** {@code muster rollout retry}. */
  @Command(
      name = "retry",
      description = "Tries again on the nodes that failed, and goes on with the rest.",
      footer = {"", "Example:", "  muster rollout retry fix"})
  static final class Retry extends RolloutSteer {
    Retry() {
      super("retry");
    }
  }

  /** {@code muster rollout rollback}. */
  @Command(
      name = "rollback",
      description = "Undoes what was changed, the newest first.",
      footer = {"", "Example:", "  muster rollout rollback fix --reason 'errors in checkout'"})
  static final class Rollback extends RolloutSteer {
    Rollback() {
      super("rollback");
    }
  }
}
