package io.muster.cli.node;

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

/** {@code muster node ls}. */
@Command(
    name = "ls",
    description = "Lists nodes.",
    footer = {
      "",
      "Examples:",
      "  muster node ls",
      "  muster node ls -t 'labels[\"role\"] == \"web\" && status == \"online\"' -o json"
    })
final class NodeList extends ClientCommand {
  @Option(
      names = {"-t", "--target"},
      paramLabel = "TARGET",
      description = "Only nodes that this picks: a CEL expression, or ids with commas.")
  private String target = "";

  @Override
  protected int run(Api api) {
    List<Fields> nodes = list(api, "nodes", 0, "/api/v1/nodes", "target", Targets.of(target));
    print(values(nodes), () -> draw(nodes));
    return nodes.isEmpty() && !target.isEmpty() ? Exit.NO_NODE : Exit.OK;
  }

  private static void draw(List<Fields> nodes) {
    Instant now = Instant.now();
    Table table = new Table("ID", "STATUS", "SEEN", "VERSION", "GROUPS", "LABELS");
    for (Fields node : nodes) {
      table.row(
          node.text("id"),
          node.text("status") + (node.flag("cordoned") ? ",cordoned" : ""),
          Ages.ago(node.text("lastSeenAt"), now),
          node.text("agentVersion"),
          String.join(",", node.texts("groups")),
          node.pairs("labels"));
    }
    table.print(System.out);
  }
}
