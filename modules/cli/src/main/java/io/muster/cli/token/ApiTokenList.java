package io.muster.cli.token;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import io.muster.cli.output.Table;
import io.muster.cli.people.Scopes;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code muster token api ls}. */
@Command(
    name = "ls",
    description = "Lists API tokens, without their secrets.",
    footer = {"", "Example:", "  muster token api ls"})
final class ApiTokenList extends ClientCommand {
  @Override
  protected int run(Api api) {
    List<Fields> tokens = list(api, "apiTokens", 0, "/api/v1/api-tokens");
    print(values(tokens), () -> draw(tokens));
    return Exit.OK;
  }

  private static void draw(List<Fields> tokens) {
    Table table = new Table("ID", "NAME", "ROLE", "SCOPE", "EXPIRES", "REVOKED", "BY");
    for (Fields token : tokens) {
      table.row(
          token.text("id"),
          token.text("name"),
          token.text("user").isEmpty() ? token.text("role") : "as " + token.text("user"),
          Scopes.text(token.text("target"), token.texts("environments")),
          token.has("expiresAt") ? token.text("expiresAt") : "never",
          token.flag("revoked") ? "yes" : "no",
          token.text("createdBy"));
    }
    table.print(System.out);
  }
}
