package io.muster.cli.people;

import io.muster.cli.CliException;
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

/** {@code muster user create}. */
@Command(
    name = "create",
    description = "Makes a user.",
    footer = {"", "Example:", "  muster user create alice --role operator --scope env:staging"})
final class UserCreate extends ClientCommand {
  @Parameters(paramLabel = "NAME", description = "The user.")
  private String name;

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      description = "His role; more than one is given later.")
  private String role;

  @Option(
      names = "--scope",
      paramLabel = "T",
      description = "Only these nodes: a target, or env:NAME[,NAME]; default: all.")
  private String scope;

  @Option(
      names = "--password-stdin",
      description = "Reads the password from the first line of standard input.")
  private boolean stdin;

  @Option(names = "--no-password", description = "He logs in otherwise, or gets one later.")
  private boolean none;

  @Option(names = "--display-name", paramLabel = "TEXT", description = "For people.")
  private String displayName;

  @Option(names = "--email", paramLabel = "ADDRESS", description = "For people.")
  private String email;

  @Override
  protected int run(Api api) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", name);
    if (role != null) {
      Map<String, Object> binding = new LinkedHashMap<>(Map.of("role", role));
      Scopes.put(binding, scope);
      body.put("bindings", List.of(binding));
    } else if (scope != null) {
      throw CliException.usage("--scope limits a role; give --role too");
    }
    if (displayName != null) {
      body.put("displayName", displayName);
    }
    if (email != null) {
      body.put("email", email);
    }
    if (!none) {
      body.put("password", Passwords.choose("Password for " + name, stdin));
    }
    Fields user = api.once("POST", "/api/v1/users", body);
    print(user.map(), () -> System.out.println(user.text("name") + " is created"));
    return Exit.OK;
  }
}
