package io.muster.cli.config;

import io.muster.cli.CliException;
import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import io.muster.cli.output.Table;
import io.muster.cli.output.Terminal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code muster config restore}. */
@Command(
    name = "restore",
    description = "Puts the documents of a backup back.",
    footer = {
      "",
      "What is the same already stays as it is, and what is not in the backup is left alone.",
      "",
      "Examples:",
      "  muster config restore --input config.json --plan",
      "  muster config restore --input config.json --comment 'back to Monday'"
    })
final class ConfigRestore extends ClientCommand {
  /** Of one call, far below the limit of a request's body. */
  private static final int PIECE_BYTES = 2 << 20;

  @Option(
      names = {"-i", "--input"},
      required = true,
      paramLabel = "FILE",
      description = "A file of `muster config backup`; - is our own input.")
  private String input;

  @Option(names = "--comment", paramLabel = "TEXT", description = "Why; kept in the history.")
  private String comment = "";

  @Option(names = "--plan", description = "Says what would change, and changes nothing.")
  private boolean plan;

  @Override
  protected int run(Api api) {
    List<Fields> outcomes = new ArrayList<>();
    long nodes = 0;
    for (List<Object> piece : pieces(documents())) {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("documents", piece);
      body.put("comment", comment);
      body.put("dryRun", plan);
      Fields answer = api.harmless("POST", "/api/v1/configs/restore", body);
      outcomes.addAll(answer.objects("documents"));
      nodes = Math.max(nodes, answer.number("nodes"));
    }
    long touched = nodes;
    print(values(outcomes), () -> draw(outcomes, touched));
    return Exit.OK;
  }

  private List<Object> documents() {
    Fields backup = Fields.of(DocumentFile.read("--input", input));
    if (!backup.text("kind").equals(ConfigBackup.KIND)) {
      throw CliException.usage(
          "--input "
              + input
              + " is not a file of `muster config backup`: its kind is '"
              + backup.text("kind")
              + "'");
    }
    List<Object> documents = new ArrayList<>();
    for (Fields document : backup.objects("documents")) {
      Map<String, Object> one = new LinkedHashMap<>();
      for (String key : List.of("component", "nodeId", "target", "priority")) {
        if (document.has(key)) {
          one.put(key, document.map().get(key));
        }
      }
      one.put("documentJson", Documents.json(document.map().get("document")));
      documents.add(one);
    }
    if (documents.isEmpty()) {
      throw CliException.usage("--input " + input + " holds no documents");
    }
    return documents;
  }

  private static List<List<Object>> pieces(List<Object> documents) {
    List<List<Object>> pieces = new ArrayList<>();
    long bytes = 0;
    for (Object document : documents) {
      long size = Documents.json(document).length() * 2L;
      if (pieces.isEmpty() || bytes + size > PIECE_BYTES || pieces.getLast().size() == 1000) {
        pieces.add(new ArrayList<>());
        bytes = 0;
      }
      pieces.getLast().add(document);
      bytes += size;
    }
    return pieces;
  }

  private void draw(List<Fields> outcomes, long nodes) {
    Table table = new Table("COMPONENT", plan ? "WOULD BE" : "IS", "REVISION", "FOR");
    Map<String, Integer> counts = new TreeMap<>();
    for (Fields one : outcomes) {
      counts.merge(one.text("outcome"), 1, Integer::sum);
      if (!one.text("outcome").equals("unchanged") || Terminal.output()) {
        table.row(
            one.text("component"),
            one.text("outcome"),
            one.text("revision"),
            Whose.label(one).replaceFirst(".*? for ", ""));
      }
    }
    table.print(System.out);
    System.out.println(
        outcomes.size()
            + " documents: "
            + String.join(
                ", ", counts.entrySet().stream().map(e -> e.getValue() + " " + e.getKey()).toList())
            + (plan ? "; nothing was changed" : "; " + nodes + " nodes touched"));
  }
}
