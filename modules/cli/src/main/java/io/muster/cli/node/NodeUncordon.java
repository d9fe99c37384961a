package io.muster.cli.node;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code muster node uncordon}. */
@Command(
    name = "uncordon",
    description = "Makes a cordoned node selectable again.",
    footer = {"", "Example:", "  muster node uncordon web-1"})
final class NodeUncordon extends ClientCommand {
  @Parameters(paramLabel = "ID", description = "The node.")
  private String id;

  @Override
  protected int run(Api api) {
    Fields node = api.harmless("POST", NodeCommands.path(id, "/uncordon"), Map.of());
    print(node.map(), () -> System.out.println(id + " is selectable again"));
    return Exit.OK;
  }
}
