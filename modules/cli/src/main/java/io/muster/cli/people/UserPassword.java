package io.muster.cli.people;

import io.muster.cli.CliException;
import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster user password}. */
@Command(
    name = "password",
    description = "Gives a user a new password, which ends his sessions. Without a name: your own.",
    footer = {"", "Example:", "  muster user password alice --password-stdin < file"})
final class UserPassword extends ClientCommand {
  @Parameters(arity = "0..1", paramLabel = "NAME", description = "The user; left out: yourself.")
  private String name;

  @Option(
      names = "--password-stdin",
      description = "Reads the password from the first line of standard input.")
  private boolean stdin;

  @Override
  protected int run(Api api) {
    if (name == null) {
      Map<String, Object> body = new LinkedHashMap<>();
      if (stdin) {
        throw CliException.usage("your own password is changed at a terminal; name a user");
      }
      body.put("oldPassword", Passwords.ask("Old password", false));
      body.put("newPassword", Passwords.choose("New password", false));
      api.once("POST", "/api/v1/sessions:changePassword", body);
      print(Map.of("changed", true), () -> System.out.println("changed; log in again"));
      return Exit.OK;
    }
    Map<String, Object> body = Map.of("password", Passwords.choose("Password for " + name, stdin));
    Fields user = api.once("POST", UserCommands.path(name, ":setPassword"), body);
    print(user.map(), () -> System.out.println(name + " has a new password"));
    return Exit.OK;
  }
}
