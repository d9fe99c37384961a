package io.muster.cli.node;

import io.muster.cli.CliException;
import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code muster node label}. */
@Command(
    name = "label",
    description = "Sets and removes labels of a node.",
    footer = {"", "Example:", "  muster node label web-1 role=web zone=b old-"})
final class NodeLabel extends ClientCommand {
  @Parameters(index = "0", paramLabel = "ID", description = "The node.")
  private String id;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "K=V|K-",
      description = "K=V sets a label, K- removes it.")
  private List<String> changes;

  @Override
  protected int run(Api api) {
    Map<String, Object> set = new LinkedHashMap<>();
    List<Object> remove = new ArrayList<>();
    for (String change : changes) {
      int equals = change.indexOf('=');
      if (equals > 0) {
        set.put(change.substring(0, equals), change.substring(equals + 1));
      } else if (equals < 0 && change.length() > 1 && change.endsWith("-")) {
        remove.add(change.substring(0, change.length() - 1));
      } else {
        throw CliException.usage(
            "'" + change + "' is neither K=V, which sets, nor K-, which removes");
      }
    }
    Fields node =
        api.harmless(
            "PATCH", NodeCommands.path(id, "/labels"), Map.of("set", set, "remove", remove));
    print(node.map(), () -> System.out.println(id + ": " + node.pairs("labels")));
    return Exit.OK;
  }
}
