package io.muster.cli.node;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code muster node rm}. */
@Command(
    name = "rm",
    description = "Removes a node for ever: its identity is revoked and it is cut off at once.",
    footer = {"", "Example:", "  muster node rm web-1"})
final class NodeRemove extends ClientCommand {
  @Parameters(paramLabel = "ID", description = "The node.")
  private String id;

  @Override
  protected int run(Api api) {
    api.once("DELETE", NodeCommands.path(id, ""), Map.of());
    print(Map.of("id", id, "removed", true), () -> System.out.println(id + " is removed"));
    return Exit.OK;
  }
}
