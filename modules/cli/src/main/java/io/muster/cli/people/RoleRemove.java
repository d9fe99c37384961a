package io.muster.cli.people;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code muster role rm}. */
@Command(
    name = "rm",
    description = "Deletes a role that nobody has.",
    footer = {"", "Example:", "  muster role rm deployer"})
final class RoleRemove extends ClientCommand {
  @Parameters(paramLabel = "NAME", description = "Of the role.")
  private String name;

  @Override
  protected int run(Api api) {
    api.harmless("DELETE", "/api/v1/roles/" + Api.segment(name), null);
    print(Map.of("name", name, "removed", true), () -> System.out.println(name + " is removed"));
    return Exit.OK;
  }
}
