package io.muster.cli.rollout;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import io.muster.cli.output.Ages;
import io.muster.cli.output.Table;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code muster rollout ls}. */
@Command(
    name = "ls",
    description = "Lists rollouts, the newest first.",
    footer = {"", "Example:", "  muster rollout ls --live"})
final class RolloutList extends ClientCommand {
  @Option(names = "--live", description = "Only those that have not ended.")
  private boolean live;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many; default 50, 0 is all.")
  private int limit = 50;

  @Override
  protected int run(Api api) {
    List<Fields> rollouts =
        list(api, "rollouts", Math.max(0, limit), "/api/v1/rollouts", "live", live ? "true" : "");
    print(values(rollouts), () -> draw(rollouts));
    return Exit.OK;
  }

  private static void draw(List<Fields> rollouts) {
    Instant now = Instant.now();
    Table table = new Table("NAME", "STATE", "STRATEGY", "NODES", "AGE", "BY", "TALLY", "REASON");
    for (Fields rollout : rollouts) {
      table.row(
          rollout.text("name"),
          rollout.text("state"),
          rollout.text("strategy"),
          rollout.text("total"),
          Ages.ago(rollout.text("createdAt"), now),
          rollout.text("createdBy"),
          RolloutPicture.tally(rollout.object("nodes")),
          rollout.text("reason"));
    }
    table.print(System.out);
  }
}
