package io.muster.cli.rollout;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import io.muster.cli.output.Format;
import io.muster.cli.output.Table;
import io.muster.cli.output.Terminal;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster rollout status}. */
@Command(
    name = "status",
    description = "Shows a rollout: its batches, its nodes, and why it waits.",
    footer = {
      "",
      "Examples:",
      "  muster rollout status fix",
      "  muster rollout status fix --watch",
      "",
      "With --watch it ends with the rollout: 0 all succeeded, 1 some failed."
    })
final class RolloutStatus extends ClientCommand {
  @Parameters(paramLabel = "NAME", description = "The rollout: its name or its id.")
  private String name;

  @Option(
      names = {"-w", "--watch"},
      description = "Go on until it ends; Ctrl-C leaves it running.")
  private boolean watch;

  @Override
  protected int run(Api api) {
    if (watch) {
      String id = api.get(RolloutCommands.path(name, "")).text("id");
      boolean quiet = format() != Format.table;
      Fields end = new RolloutFollower(api, id, quiet).until(rollout -> false);
      if (quiet) {
        print(end.map(), () -> {});
      }
      return RolloutCommands.exit(end);
    }
    Fields rollout = api.get(Api.path(RolloutCommands.path(name, ""), "nodes", "true"));
    print(rollout.map(), () -> draw(rollout));
    return Exit.OK;
  }

  private static void draw(Fields rollout) {
    int columns = Terminal.output() ? Terminal.columns() : Integer.MAX_VALUE;
    System.out.print(RolloutPicture.draw(rollout, Instant.now(), columns));
    List<Fields> noteworthy =
        rollout.objects("nodeList").stream()
            .filter(
                node -> List.of("failed", "skipped", "undo_failed").contains(node.text("state")))
            .toList();
    if (!noteworthy.isEmpty()) {
      System.out.println();
      Table table = new Table("NODE", "BATCH", "STATE", "JOB", "MESSAGE");
      for (Fields node : noteworthy) {
        table.row(
            node.text("nodeId"),
            node.text("batch"),
            node.text("state"),
            node.text("jobId"),
            node.text("message"));
      }
      table.print(System.out);
    }
  }
}
