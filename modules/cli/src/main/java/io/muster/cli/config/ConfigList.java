package io.muster.cli.config;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import io.muster.cli.output.Ages;
import io.muster.cli.output.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code muster config list}. */
@Command(
    name = "list",
    aliases = "ls",
    description = "Lists the documents, in the order in which they are merged.",
    footer = {
      "",
      "Examples:",
      "  muster config list",
      "  muster config list --component agent --agent-id web-1"
    })
final class ConfigList extends ClientCommand {
  @Option(
      names = {"-c", "--component"},
      paramLabel = "C",
      description = "Only of this component.")
  private String component = "";

  @Option(
      names = {"--agent-id", "--node"},
      paramLabel = "ID",
      description = "Only documents that apply to this node.")
  private String node = "";

  @Override
  protected int run(Api api) {
    List<Fields> documents =
        list(api, "documents", 0, "/api/v1/configs", "component", component, "nodeId", node);
    List<Object> all = new ArrayList<>();
    documents.forEach(document -> all.add(Documents.readable(document)));
    print(all, () -> draw(documents));
    return Exit.OK;
  }

  private static void draw(List<Fields> documents) {
    Instant now = Instant.now();
    Table table = new Table("COMPONENT", "PRIORITY", "REVISION", "AGE", "BY", "FOR", "COMMENT");
    for (Fields document : documents) {
      table.row(
          document.text("component"),
          !document.text("nodeId").isEmpty() ? "last" : Long.toString(document.number("priority")),
          document.text("revision"),
          Ages.ago(document.text("at"), now),
          document.text("author"),
          Whose.label(document).replaceFirst(".*? for ", ""),
          document.text("comment"));
    }
    table.print(System.out);
  }
}
