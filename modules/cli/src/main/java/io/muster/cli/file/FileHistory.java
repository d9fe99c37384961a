package io.muster.cli.file;

import io.muster.cli.CliException;
import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.Targets;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import io.muster.cli.output.Ages;
import io.muster.cli.output.Table;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code muster file history}. */
@Command(
    name = "history",
    description = "Lists the jobs that put or took back files, the newest first.",
    footer = {
      "",
      "Examples:",
      "  muster file history --dest /etc/app.conf",
      "  muster file history --node web-1 -o json"
    })
final class FileHistory extends ClientCommand {
  @Option(names = "--dest", paramLabel = "PATH", description = "Only of this path.")
  private String dest = "";

  @Option(
      names = {"-t", "--target"},
      paramLabel = "TARGET",
      description = "Only on nodes that this picks.")
  private String target = "";

  @Option(names = "--node", paramLabel = "ID", description = "Only on this node.")
  private String node = "";

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many; default 50, 0 is all.")
  private int limit = 50;

  @Override
  protected int run(Api api) {
    if (!node.isEmpty() && !target.isEmpty()) {
      throw CliException.usage("give either --node or --target");
    }
    List<Fields> placements =
        list(
            api,
            "placements",
            Math.max(0, limit),
            FileCommands.FILES + "/history",
            "path",
            dest,
            "target",
            node.isEmpty() ? Targets.of(target) : node);
    print(values(placements), () -> draw(placements));
    return Exit.OK;
  }

  private static void draw(List<Fields> placements) {
    Instant now = Instant.now();
    Table table = new Table("JOB", "STATE", "AGE", "BY", "TASKS", "SHA256", "PATH", "WHAT");
    for (Fields one : placements) {
      String sha256 = one.text("sha256");
      table.row(
          one.text("jobId"),
          one.text("state"),
          Ages.ago(one.text("createdAt"), now),
          one.text("createdBy"),
          one.pairs("tasks").replace('=', ':').replace(",", " "),
          sha256.substring(0, Math.min(12, sha256.length())),
          one.text("path"),
          what(one));
    }
    table.print(System.out);
  }

  private static String what(Fields one) {
    String text =
        one.text("undoes").isEmpty() ? "put " + one.text("name") : "undo " + one.text("undoes");
    return one.flag("dryRun") ? text + " (preview)" : text;
  }
}
