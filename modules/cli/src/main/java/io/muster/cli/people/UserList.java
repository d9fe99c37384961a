package io.muster.cli.people;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import io.muster.cli.output.Ages;
import io.muster.cli.output.Table;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code muster user ls}. */
@Command(
    name = "ls",
    description = "Lists the users.",
    footer = {"", "Example:", "  muster user ls"})
final class UserList extends ClientCommand {
  @Override
  protected int run(Api api) {
    List<Fields> users = list(api, "users", 0, "/api/v1/users");
    print(values(users), () -> draw(users));
    return Exit.OK;
  }

  private static void draw(List<Fields> users) {
    Table table = new Table("NAME", "ROLES", "STATE", "LAST LOGIN", "BY");
    for (Fields user : users) {
      table.row(
          user.text("name"),
          String.join(
              ", ", user.objects("bindings").stream().map(UserShow::words).distinct().toList()),
          user.flag("disabled") ? "disabled" : "enabled",
          user.has("lastLoginAt") ? Ages.ago(user.text("lastLoginAt"), Instant.now()) : "never",
          user.text("createdBy"));
    }
    table.print(System.out);
  }
}
