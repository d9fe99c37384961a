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

/** {@code muster user role}. */
@Command(
    name = "role",
    description = "Gives a user roles, and takes them from him.",
    footer = {"", "Example:", "  muster user role alice --add viewer --remove 4Kx0a1Bc9Z"})
final class UserRole extends ClientCommand {
  @Parameters(paramLabel = "NAME", description = "The user.")
  private String name;

  @Option(names = "--add", paramLabel = "ROLE", description = "Gives him this role.")
  private String add;

  @Option(
      names = "--scope",
      paramLabel = "T",
      description = "Only these nodes: a target, or env:NAME[,NAME]; default: all.")
  private String scope;

  @Option(
      names = "--remove",
      paramLabel = "ID",
      description =
          "Takes a binding from him; 'muster user show' has the ids. A role's name takes"
              + " all of that role.")
  private String remove;

  @Override
  protected int run(Api api) {
    if (add == null && remove == null) {
      throw CliException.usage("give --add ROLE or --remove ID");
    }
    Fields user = api.get(UserCommands.path(name, ""));
    if (add != null) {
      Map<String, Object> body = new LinkedHashMap<>(Map.of("role", add));
      Scopes.put(body, scope);
      user = api.harmless("POST", UserCommands.path(name, "/bindings"), body);
    }
    if (remove != null) {
      user = remove(api, user);
    }
    Fields shown = user;
    print(shown.map(), () -> UserShow.draw(shown));
    return Exit.OK;
  }

  private Fields remove(Api api, Fields user) {
    List<String> ids =
        user.objects("bindings").stream()
            .filter(one -> one.text("id").equals(remove) || one.text("role").equals(remove))
            .map(one -> one.text("id"))
            .toList();
    if (ids.isEmpty()) {
      throw CliException.usage(name + " has no binding and no role '" + remove + "'");
    }
    Fields left = user;
    for (String id : ids) {
      left = api.harmless("DELETE", UserCommands.path(name, "/bindings/" + Api.segment(id)), null);
    }
    return left;
  }
}
