package io.muster.cli.people;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code muster user enable}. */
@Command(
    name = "enable",
    description = "Lets a user in again.",
    footer = {"", "Example:", "  muster user enable alice"})
final class UserEnable extends ClientCommand {
  @Parameters(paramLabel = "NAME", description = "The user.")
  private String name;

  @Override
  protected int run(Api api) {
    Fields user = api.harmless("POST", UserCommands.path(name, ":enable"), Map.of());
    print(user.map(), () -> System.out.println(name + " is enabled"));
    return Exit.OK;
  }
}
