package io.muster.cli.people;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import io.muster.cli.output.Table;
import picocli.CommandLine.Command;

/** {@code muster whoami}. */
@Command(
    name = "whoami",
    description = "Says who you are for the control plane, and what you may do where.",
    footer = {"", "Example:", "  muster whoami -o json"})
public final class WhoamiCommand extends ClientCommand {
  @Override
  protected int run(Api api) {
    Fields identity = api.get("/api/v1/sessions/current");
    print(identity.map(), () -> draw(identity));
    return Exit.OK;
  }

  private static void draw(Fields identity) {
    System.out.println(identity.text("name") + " (" + identity.text("credential") + ")");
    Table table = new Table("ROLE", "PERMISSIONS", "NODES");
    for (Fields held : identity.objects("scopes")) {
      table.row(
          held.text("role"), String.join(" ", held.texts("permissions")), held.text("target"));
    }
    table.print(System.out);
  }
}
