package io.muster.cli.people;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code muster user rm}. */
@Command(
    name = "rm",
    description = "Deletes a user with his sessions and tokens.",
    footer = {"", "Example:", "  muster user rm alice"})
final class UserRemove extends ClientCommand {
  @Parameters(paramLabel = "NAME", description = "The user.")
  private String name;

  @Override
  protected int run(Api api) {
    api.harmless("DELETE", UserCommands.path(name, ""), null);
    print(Map.of("name", name, "removed", true), () -> System.out.println(name + " is removed"));
    return Exit.OK;
  }
}
