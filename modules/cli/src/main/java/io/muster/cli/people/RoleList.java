package io.muster.cli.people;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import io.muster.cli.output.Table;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code muster role ls}. */
@Command(
    name = "ls",
    description = "Lists the roles with their permissions.",
    footer = {"", "Example:", "  muster role ls"})
final class RoleList extends ClientCommand {
  @Override
  protected int run(Api api) {
    List<Fields> roles = api.get("/api/v1/roles").objects("roles");
    print(values(roles), () -> draw(roles));
    return Exit.OK;
  }

  private static void draw(List<Fields> roles) {
    Table table = new Table("NAME", "PERMISSIONS", "BY");
    for (Fields role : roles) {
      table.row(
          role.text("name"),
          String.join(" ", role.texts("permissions")),
          role.flag("builtIn") ? "built in" : role.text("createdBy"));
    }
    table.print(System.out);
  }
}
