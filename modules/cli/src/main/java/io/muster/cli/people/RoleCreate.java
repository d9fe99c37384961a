package io.muster.cli.people;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster role create}. */
@Command(
    name = "create",
    description = "Makes a role: a set of permissions.",
    footer = {"", "Example:", "  muster role create deployer --permission task:execute,node:read"})
final class RoleCreate extends ClientCommand {
  @Parameters(paramLabel = "NAME", description = "Of the role.")
  private String name;

  @Option(
      names = "--permission",
      split = ",",
      required = true,
      paramLabel = "P",
      description = "A permission, or an alias such as admin:node:manage; may be repeated.")
  private List<String> permissions;

  @Option(names = "--description", paramLabel = "TEXT", description = "For people.")
  private String description = "";

  @Override
  protected int run(Api api) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", name);
    body.put("permissions", permissions);
    body.put("description", description);
    Fields role = api.once("POST", "/api/v1/roles", body);
    print(
        role.map(),
        () -> System.out.println(name + ": " + String.join(" ", role.texts("permissions"))));
    return Exit.OK;
  }
}
