package io.muster.cli.config;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import io.muster.cli.output.Ages;
import io.muster.cli.output.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code muster config history}. */
@Command(
    name = "history",
    description = "Lists the revisions of a document, the newest first.",
    footer = {"", "Example:", "  muster config history -t all"})
final class ConfigHistory extends ClientCommand {
  @Mixin private Whose whose;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many; default 50, 0 is all.")
  private int limit = 50;

  @Override
  protected int run(Api api) {
    whose.required();
    List<Fields> revisions =
        list(
            api,
            "revisions",
            Math.max(0, limit),
            "/api/v1/configs/history",
            "component",
            whose.component(),
            "nodeId",
            whose.node(),
            "target",
            whose.target());
    List<Object> all = new ArrayList<>();
    revisions.forEach(revision -> all.add(Documents.readable(revision)));
    print(all, () -> draw(revisions));
    return Exit.OK;
  }

  private static void draw(List<Fields> revisions) {
    Instant now = Instant.now();
    Table table = new Table("REVISION", "AGE", "BY", "WHAT", "COMMENT");
    for (Fields revision : revisions) {
      table.row(
          revision.text("revision"),
          Ages.ago(revision.text("at"), now),
          revision.text("author"),
          revision.flag("deleted")
              ? "deleted"
              : !revision.text("changeId").isEmpty()
                  ? "by " + revision.text("changeId")
                  : "changed",
          revision.text("comment"));
    }
    table.print(System.out);
  }
}
