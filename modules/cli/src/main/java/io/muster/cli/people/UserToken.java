package io.muster.cli.people;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.Inputs;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import io.muster.cli.output.Format;
import io.muster.cli.output.Printer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster user token}. */
@Command(
    name = "token",
    description =
        "Makes an API token of a user, which ends with him and has never more than he. It is shown once, as JSON.",
    footer = {"", "Example:", "  muster user token alice --ttl 30d --permission node:read"})
final class UserToken extends ClientCommand {
  @Parameters(paramLabel = "NAME", description = "The user.")
  private String name;

  @Option(names = "--name", paramLabel = "TEXT", description = "What it is for.")
  private String tokenName;

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
      description = "Only these permissions of the user's.")
  private List<String> permissions = List.of();

  @Override
  protected int run(Api api) {
    Map<String, Object> body = new LinkedHashMap<>();
    if (tokenName != null) {
      body.put("tokenName", tokenName);
    }
    if (ttl != null) {
      body.put("ttl", Inputs.duration("--ttl", ttl));
    }
    Scopes.put(body, scope);
    body.put("permissions", permissions);
    Fields created = api.once("POST", UserCommands.path(name, "/tokens"), body);
    Map<String, Object> shown = Map.of("token", created.text("token"));
    print(shown, () -> Printer.print(System.out, Format.json, shown));
    return Exit.OK;
  }
}
