package io.muster.cli.people;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code muster env rm}. */
@Command(
    name = "rm",
    description = "Deletes an environment to which nothing is limited.",
    footer = {"", "Example:", "  muster env rm staging"})
final class EnvRemove extends ClientCommand {
  @Parameters(paramLabel = "NAME", description = "Of the environment.")
  private String name;

  @Override
  protected int run(Api api) {
    api.harmless("DELETE", "/api/v1/environments/" + Api.segment(name), null);
    print(Map.of("name", name, "removed", true), () -> System.out.println(name + " is removed"));
    return Exit.OK;
  }
}
