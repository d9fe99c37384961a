package io.muster.cli.token;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.Inputs;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import io.muster.cli.people.Scopes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster token api create}. */
@Command(
    name = "create",
    description = "Makes an API token. It is shown once.",
    footer = {"", "Example:", "  muster token api create ci --role operator --ttl 30d"})
final class ApiTokenCreate extends ClientCommand {
  @Parameters(paramLabel = "NAME", description = "What it is for.")
  private String name;

  @Option(
      names = "--role",
      required = true,
      paramLabel = "ROLE",
      description = "A role: admin, operator, viewer, auditor, or one of your own.")
  private String role;

  @Option(
      names = "--ttl",
      paramLabel = "T",
      description = "How long it is valid; default: for ever.")
  private String ttl;

  @Option(
      names = "--scope",
      paramLabel = "T",
      description = "Only these nodes: a target, or env:NAME[,NAME]; default: all.")
  private String scope;

  @Option(
      names = "--permission",
      split = ",",
      paramLabel = "P",
      description = "Only these permissions of the role.")
  private List<String> permissions = List.of();

  @Override
  protected int run(Api api) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", name);
    body.put("role", role);
    if (ttl != null) {
      body.put("ttl", Inputs.duration("--ttl", ttl));
    }
    Scopes.put(body, scope);
    body.put("permissions", permissions);
    Fields created = api.once("POST", "/api/v1/api-tokens", body);
    print(created.map(), () -> System.out.println(created.text("token")));
    return Exit.OK;
  }
}
