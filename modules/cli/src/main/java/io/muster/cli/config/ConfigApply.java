package io.muster.cli.config;

import io.muster.cli.ClientCommand;
import io.muster.cli.api.Api;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code muster config apply}. */
@Command(
    name = "apply",
    description = "Makes a file the document of a target or a node.",
    footer = {
      "",
      "What nodes run is all documents that apply to them, merged: those of targets by priority, all",
      "before expressions before lists of ids, and the node's own last. Null removes a key.",
      "",
      "Examples:",
      "  muster config apply --src agent.toml -t all",
      "  muster config apply --src web.yaml -t 'labels[\"role\"] == \"web\"' --comment 'more room'",
      "  muster config apply --src app.json --component app --agent-id web-1 --plan"
    })
final class ConfigApply extends ClientCommand {
  @Mixin private Whose whose;

  @Mixin private ChangeOptions change;

  @Option(
      names = {"-s", "--src"},
      required = true,
      paramLabel = "FILE",
      description = "TOML, YAML or JSON, by its name; - is our own input, YAML or JSON.")
  private String source;

  @Option(
      names = "--priority",
      paramLabel = "N",
      description = "Documents of targets with a higher one are merged later; default 0.")
  private int priority;

  @Override
  protected int run(Api api) {
    Map<String, Object> body = whose.required().fields();
    body.put("documentJson", Documents.json(DocumentFile.read("--src", source)));
    if (priority != 0) {
      body.put("priority", priority);
    }
    return change.make(api, whose, "/api/v1/configs", body, format());
  }
}
