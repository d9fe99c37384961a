package io.muster.cli.node;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.Targets;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import io.muster.cli.output.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster node facts}. */
@Command(
    name = "facts",
    description = "Shows what the agents found out about their machines.",
    footer = {
      "",
      "Examples:",
      "  muster node facts -t web-1",
      "  muster node facts -t all os.name cpu"
    })
final class NodeFacts extends ClientCommand {
  @Option(
      names = {"-t", "--target"},
      paramLabel = "TARGET",
      required = true,
      description = "The nodes: a CEL expression, ids with commas, or all.")
  private String target;

  @Parameters(
      paramLabel = "FACT",
      arity = "0..*",
      description = "Only these facts (with all below them), in the table.")
  private List<String> wanted = List.of();

  @Override
  protected int run(Api api) {
    List<Fields> nodes =
        list(api, "nodes", 0, "/api/v1/nodes", "target", Targets.of(target), "facts", "true");
    List<Object> values = new ArrayList<>();
    for (Fields node : nodes) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("id", node.text("id"));
      one.put("facts", node.object("facts").map());
      values.add(one);
    }
    print(values, () -> draw(nodes));
    return nodes.isEmpty() ? Exit.NO_NODE : Exit.OK;
  }

  private void draw(List<Fields> nodes) {
    Table table = new Table("NODE", "FACT", "VALUE");
    for (Fields node : nodes) {
      node.object("facts")
          .map()
          .forEach(
              (key, value) ->
                  Flat.rows(
                      key,
                      value,
                      (path, text) -> {
                        if (wants(path)) {
                          table.row(node.text("id"), path, text);
                        }
                      }));
    }
    table.print(System.out);
  }

  private boolean wants(String path) {
    return wanted.isEmpty()
        || wanted.stream().anyMatch(w -> path.equals(w) || path.startsWith(w + "."));
  }
}
