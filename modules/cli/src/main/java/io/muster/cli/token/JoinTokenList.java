package io.muster.cli.token;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import io.muster.cli.output.Table;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code muster token ls}. */
@Command(
    name = "ls",
    description = "Lists join tokens, without their secrets.",
    footer = {"", "Example:", "  muster token ls"})
final class JoinTokenList extends ClientCommand {
  @Override
  protected int run(Api api) {
    List<Fields> tokens = list(api, "joinTokens", 0, "/api/v1/join-tokens");
    print(values(tokens), () -> draw(tokens));
    return Exit.OK;
  }

  private static void draw(List<Fields> tokens) {
    Table table = new Table("ID", "USES", "EXPIRES", "REVOKED", "BY", "LABELS");
    for (Fields token : tokens) {
      table.row(
          token.text("id"),
          token.number("uses") + "/" + token.number("maxUses"),
          token.text("expiresAt"),
          token.flag("revoked") ? "yes" : "no",
          token.text("createdBy"),
          token.pairs("labels"));
    }
    table.print(System.out);
  }
}
