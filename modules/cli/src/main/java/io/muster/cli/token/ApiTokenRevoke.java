package io.muster.cli.token;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code muster token api revoke}. */
@Command(
    name = "revoke",
    description = "Ends an API token at once.",
    footer = {"", "Example:", "  muster token api revoke 01j9x2"})
final class ApiTokenRevoke extends ClientCommand {
  @Parameters(paramLabel = "ID", description = "The token's id.")
  private String id;

  @Override
  protected int run(Api api) {
    api.harmless("DELETE", "/api/v1/api-tokens/" + Api.segment(id), null);
    print(Map.of("id", id, "revoked", true), () -> System.out.println(id + " is revoked"));
    return Exit.OK;
  }
}
