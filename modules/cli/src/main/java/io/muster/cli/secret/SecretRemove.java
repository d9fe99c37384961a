package io.muster.cli.secret;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster secret rm}. */
@Command(
    name = "rm",
    description = "Forgets a secret.",
    footer = {
      "",
      "Refused while a configuration refers to it. With --force nodes keep what they have, and get",
      "nothing new of that component until the reference is taken out or the secret is set again.",
      "",
      "Example:",
      "  muster secret rm db/password"
    })
final class SecretRemove extends ClientCommand {
  @Parameters(paramLabel = "NAME", description = "The secret's name.")
  private String name;

  @Option(names = "--force", description = "Even while configurations refer to it.")
  private boolean force;

  @Override
  protected int run(Api api) {
    api.once("POST", "/api/v1/secrets/delete", Map.of("name", name, "force", force));
    print(Map.of("name", name, "removed", true), () -> System.out.println(name + " is removed"));
    return Exit.OK;
  }
}
