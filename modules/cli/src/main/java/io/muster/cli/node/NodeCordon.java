package io.muster.cli.node;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster node cordon}. */
@Command(
    name = "cordon",
    description = "Takes a node out of every new selection; what runs on it goes on.",
    footer = {"", "Example:", "  muster node cordon web-1 --reason 'new disks'"})
final class NodeCordon extends ClientCommand {
  @Parameters(paramLabel = "ID", description = "The node.")
  private String id;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for others.")
  private String reason = "";

  @Override
  protected int run(Api api) {
    Fields node = api.harmless("POST", NodeCommands.path(id, "/cordon"), Map.of("reason", reason));
    print(node.map(), () -> System.out.println(id + " is cordoned"));
    return Exit.OK;
  }
}
