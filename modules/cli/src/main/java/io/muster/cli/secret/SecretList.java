package io.muster.cli.secret;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import io.muster.cli.output.Table;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code muster secret ls}. */
@Command(
    name = "ls",
    description = "Lists secrets, without their values.",
    footer = {"", "Example:", "  muster secret ls"})
final class SecretList extends ClientCommand {
  @Override
  protected int run(Api api) {
    List<Fields> secrets = list(api, "secrets", 0, "/api/v1/secrets");
    print(values(secrets), () -> draw(secrets));
    return Exit.OK;
  }

  private static void draw(List<Fields> secrets) {
    Table table = new Table("NAME", "VERSION", "DOCUMENTS", "CHANGED", "BY");
    for (Fields secret : secrets) {
      table.row(
          secret.text("name"),
          secret.text("version"),
          Long.toString(secret.number("documents")),
          secret.text("changedAt"),
          secret.text("changedBy"));
    }
    table.print(System.out);
  }
}
