package io.muster.cli.config;

import io.muster.cli.ClientCommand;
import io.muster.cli.api.Api;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code muster config delete}. */
@Command(
    name = "delete",
    description = "Takes one key out of a document, or deletes the whole document.",
    footer = {
      "",
      "Examples:",
      "  muster config delete --agent-id web-1 log.level",
      "  muster config delete -t all --comment 'no longer needed'"
    })
final class ConfigDelete extends ClientCommand {
  @Mixin private Whose whose;

  @Mixin private ChangeOptions change;

  @Parameters(arity = "0..1", paramLabel = "KEY", description = "With dots: log.level.")
  private String key;

  @Override
  protected int run(Api api) {
    Map<String, Object> body = whose.required().fields();
    if (key == null) {
      return change.make(api, whose, "/api/v1/configs/delete", body, format());
    }
    body.put("key", key);
    return change.make(api, whose, "/api/v1/configs/unset", body, format());
  }
}
