package io.muster.cli.node;

import io.muster.cli.CliException;
import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.TakesCommand;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code muster node group}. */
@Command(
    name = "group",
    description = "Puts a node into groups and takes it out of them.",
    footer = {
      "",
      "Example (options stand before the node):",
      "  muster node group web-1 +front -old"
    })
final class NodeGroup extends ClientCommand implements TakesCommand {
  @Parameters(index = "0", paramLabel = "ID", description = "The node.")
  private String id;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "+G|-G",
      description = "+G puts it into a group, -G takes it out.")
  private List<String> changes;

  @Override
  protected int run(Api api) {
    List<Object> add = new ArrayList<>();
    List<Object> remove = new ArrayList<>();
    for (String change : changes) {
      if (change.length() < 2 || !(change.startsWith("+") || change.startsWith("-"))) {
        throw CliException.usage("'" + change + "' is neither +GROUP nor -GROUP");
      }
      (change.startsWith("+") ? add : remove).add(change.substring(1));
    }
    Fields node =
        api.harmless(
            "PATCH", NodeCommands.path(id, "/groups"), Map.of("add", add, "remove", remove));
    print(node.map(), () -> System.out.println(id + ": " + String.join(",", node.texts("groups"))));
    return Exit.OK;
  }
}
