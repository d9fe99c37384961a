package io.muster.cli.audit;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import io.muster.cli.output.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code muster audit show}. */
@Command(
    name = "show",
    description = "Shows one call: who, from where, what, on which nodes, and how it ended.",
    footer = {"", "Example:", "  muster audit show 1742"})
final class AuditShow extends ClientCommand {
  @Parameters(paramLabel = "SEQ", description = "The number of its row.")
  private long seq;

  @Override
  protected int run(Api api) {
    Fields entry = api.get(AuditCommands.PATH + "/" + seq);
    print(entry.map(), () -> draw(entry));
    return Exit.OK;
  }

  private static void draw(Fields entry) {
    Table table = new Table("FIELD", "VALUE");
    entry.map().forEach((key, value) -> table.row(key, String.valueOf(value)));
    table.print(System.out);
  }
}
