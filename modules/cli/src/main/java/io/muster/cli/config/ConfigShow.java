package io.muster.cli.config;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import io.muster.cli.output.Format;
import io.muster.cli.output.Printer;
import io.muster.cli.output.Table;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code muster config show}. */
@Command(
    name = "show",
    description = "Shows what a node is to run and where each key comes from, or a document.",
    footer = {
      "",
      "Examples:",
      "  muster config show --agent-id web-1",
      "  muster config show -t all --revision 12 -o yaml"
    })
final class ConfigShow extends ClientCommand {
  @Mixin private Whose whose;

  @Option(names = "--revision", paramLabel = "N", description = "The document as it was then.")
  private String revision = "";

  @Override
  protected int run(Api api) {
    whose.required();
    if (!whose.isNode() || !revision.isEmpty()) {
      Fields document = document(api, whose, revision);
      print(Documents.readable(document), () -> draw(document));
    } else {
      Fields effective = node(api, whose);
      print(Documents.readable(effective), () -> drawNode(effective));
    }
    return Exit.OK;
  }

  static Fields target(Api api, Whose whose) {
    return document(api, whose, "");
  }

  private static Fields document(Api api, Whose whose, String revision) {
    return api.get(
        Api.path(
            "/api/v1/configs/document",
            "component",
            whose.component(),
            "nodeId",
            whose.node(),
            "target",
            whose.target(),
            "revision",
            revision));
  }

  static Fields node(Api api, Whose whose) {
    return api.get(
        Api.path(
            "/api/v1/configs/effective", "nodeId", whose.node(), "component", whose.component()));
  }

  private static void draw(Fields document) {
    System.out.println(
        Whose.label(document)
            + ", revision "
            + document.text("revision")
            + " by "
            + document.text("author")
            + (document.has("comment") ? ": " + document.text("comment") : ""));
    if (document.flag("deleted")) {
      System.out.println("deleted");
    } else {
      Printer.print(System.out, Format.yaml, Documents.value(document.text("documentJson")));
    }
  }

  private static void drawNode(Fields effective) {
    if (effective.objects("components").isEmpty()) {
      System.out.println("nothing is kept for it; the node's own file decides");
    }
    for (Fields component : effective.objects("components")) {
      Map<String, String> from = new HashMap<>();
      for (Fields document : component.objects("documents")) {
        from.put(document.text("revision"), Whose.label(document).replaceFirst(".* for ", ""));
      }
      Table table = new Table("KEY", "VALUE", "FROM", "REVISION");
      for (Fields origin : component.objects("origins")) {
        table.row(
            origin.text("key"),
            Documents.shown(origin.text("valueJson")),
            from.getOrDefault(origin.text("revision"), ""),
            origin.text("revision"));
      }
      table.print(System.out);
      Fields state = component.object("state");
      System.out.println(
          component.text("component")
              + ": revision "
              + component.text("revision")
              + " is to run, "
              + (state.has("running") ? state.text("running") : "none")
              + " runs: "
              + state.text("state")
              + (state.text("state").equals("refused") ? ": " + state.text("refusedReason") : ""));
    }
  }
}
