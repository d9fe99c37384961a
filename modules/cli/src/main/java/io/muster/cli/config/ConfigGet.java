package io.muster.cli.config;

import io.muster.cli.CliException;
import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import io.muster.cli.output.Format;
import io.muster.cli.output.Printer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code muster config get}. */
@Command(
    name = "get",
    description = "Prints one value: of what a node is to run, or of a target's document.",
    footer = {
      "",
      "Examples:",
      "  muster config get --agent-id web-1 log.level",
      "  muster config get -t all limits -o json"
    })
final class ConfigGet extends ClientCommand {
  @Mixin private Whose whose;

  @Parameters(paramLabel = "KEY", description = "With dots: log.level.")
  private String key;

  @Override
  protected int run(Api api) {
    Object at = document(api, whose.required());
    for (String name : path(key)) {
      if (!(at instanceof Map<?, ?> section) || !section.containsKey(name)) {
        throw new CliException(
            Exit.FAILED,
            whose.component() + " has no " + key + " here; the node's own file decides it");
      }
      at = section.get(name);
    }
    if (format() == Format.table) {
      System.out.println(at instanceof String text ? text : Documents.json(at));
    } else {
      Printer.print(System.out, format(), at);
    }
    return Exit.OK;
  }

  /** What a node is to run, or the document of a target. */
  static Object document(Api api, Whose whose) {
    if (!whose.isNode()) {
      return Documents.value(ConfigShow.target(api, whose).text("documentJson"));
    }
    List<Fields> components = ConfigShow.node(api, whose).objects("components");
    return components.isEmpty()
        ? Map.of()
        : Documents.value(components.getFirst().text("documentJson"));
  }

  private static List<String> path(String key) {
    List<String> path = new ArrayList<>();
    for (String part : key.split("(?<!\\\\)\\.", -1)) {
      path.add(part.replace("\\.", ".").replace("\\\\", "\\"));
    }
    return path;
  }
}
