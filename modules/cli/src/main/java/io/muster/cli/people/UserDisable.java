package io.muster.cli.people;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code muster user disable}. */
@Command(
    name = "disable",
    description = "Keeps a user out and ends his sessions.",
    footer = {"", "Example:", "  muster user disable alice"})
final class UserDisable extends ClientCommand {
  @Parameters(paramLabel = "NAME", description = "The user.")
  private String name;

  @Override
  protected int run(Api api) {
    Fields user = api.harmless("POST", UserCommands.path(name, ":disable"), Map.of());
    print(user.map(), () -> System.out.println(name + " is disabled"));
    return Exit.OK;
  }
}
