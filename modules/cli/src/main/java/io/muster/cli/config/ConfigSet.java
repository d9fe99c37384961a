package io.muster.cli.config;

import io.muster.cli.ClientCommand;
import io.muster.cli.api.Api;
import io.muster.cli.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster config set}. */
@Command(
    name = "set",
    description = "Sets one key of a document.",
    footer = {
      "",
      "Examples:",
      "  muster config set --agent-id web-1 log.level debug",
      "  muster config set -t all limits.parallel 32",
      "  muster config set --component app --agent-id web-1 hosts '[\"a\", \"b\"]'"
    })
final class ConfigSet extends ClientCommand {
  @Mixin private Whose whose;

  @Mixin private ChangeOptions change;

  @Option(names = "--text", description = "The value is text, whatever it looks like.")
  private boolean text;

  @Parameters(index = "0", paramLabel = "KEY", description = "With dots: log.level.")
  private String key;

  @Parameters(
      index = "1",
      paramLabel = "VALUE",
      description = "JSON (32, true, null, [..], {..}), and everything else is text.")
  private String value;

  @Override
  protected int run(Api api) {
    Map<String, Object> body = whose.required().fields();
    body.put("key", key);
    body.put("valueJson", text ? Documents.json(value) : json(value));
    return change.make(api, whose, "/api/v1/configs/set", body, format());
  }

  /** The value itself when it is JSON, else as a JSON text. */
  static String json(String value) {
    String stripped = value.strip();
    boolean looksSo = stripped.matches("-?\\d.*|true|false|null|[\\[{\"].*");
    if (looksSo) {
      try {
        Object parsed = Json.parse(stripped.getBytes(StandardCharsets.UTF_8));
        if (!(parsed instanceof Number) || stripped.matches("-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?")) {
          return Documents.json(parsed);
        }
      } catch (IOException e) {
        // Not JSON after all: text such as 10s or [a.
      }
    }
    return Documents.json(value);
  }
}
