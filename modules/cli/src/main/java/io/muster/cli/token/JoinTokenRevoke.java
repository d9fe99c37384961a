package io.muster.cli.token;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code muster token revoke}. */
@Command(
    name = "revoke",
    description = "Ends a join token; machines that joined with it stay.",
    footer = {"", "Example:", "  muster token revoke 01j9x2"})
final class JoinTokenRevoke extends ClientCommand {
  @Parameters(paramLabel = "ID", description = "The token's id.")
  private String id;

  @Override
  protected int run(Api api) {
    api.harmless("DELETE", "/api/v1/join-tokens/" + Api.segment(id), null);
    print(Map.of("id", id, "revoked", true), () -> System.out.println(id + " is revoked"));
    return Exit.OK;
  }
}
