package io.muster.cli.people;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import io.muster.cli.output.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code muster user show}. */
@Command(
    name = "show",
    description = "Shows one user with his roles.",
    footer = {"", "Example:", "  muster user show alice"})
final class UserShow extends ClientCommand {
  @Parameters(paramLabel = "NAME", description = "The user.")
  private String name;

  @Override
  protected int run(Api api) {
    Fields user = api.get(UserCommands.path(name, ""));
    print(user.map(), () -> draw(user));
    return Exit.OK;
  }

  static void draw(Fields user) {
    System.out.println(
        user.text("name") + (user.flag("disabled") ? " is disabled" : " is enabled"));
    Table table = new Table("BINDING", "ROLE", "SCOPE", "BY");
    for (Fields binding : user.objects("bindings")) {
      table.row(
          binding.text("id"),
          binding.text("role"),
          Scopes.text(binding.text("target"), binding.texts("environments")),
          binding.text("origin").isEmpty() ? binding.text("createdBy") : binding.text("origin"));
    }
    table.print(System.out);
  }

  /** A role and where, for a table. */
  static String words(Fields binding) {
    String where = Scopes.text(binding.text("target"), binding.texts("environments"));
    return binding.text("role") + (where.equals("all") ? "" : " on " + where);
  }
}
