package io.muster.cli.node;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import io.muster.cli.output.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code muster node show}. */
@Command(
    name = "show",
    description = "Shows one node with its facts.",
    footer = {"", "Example:", "  muster node show web-1"})
final class NodeShow extends ClientCommand {
  @Parameters(paramLabel = "ID", description = "The node.")
  private String id;

  @Override
  protected int run(Api api) {
    show(this, api.get(NodeCommands.path(id, "")));
    return Exit.OK;
  }

  static void show(NodeShow command, Fields node) {
    command.print(node.map(), () -> draw(node));
  }

  static void draw(Fields node) {
    Table table = new Table("FIELD", "VALUE");
    node.map().forEach((key, value) -> Flat.rows(key, value, table::row));
    table.print(System.out);
  }
}
