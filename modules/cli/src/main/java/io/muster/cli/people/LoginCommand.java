package io.muster.cli.people;

import io.muster.cli.CliException;
import io.muster.cli.ClientOptions;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.api.Logins;
import io.muster.cli.context.Session;
import io.muster.cli.output.Format;
import io.muster.cli.output.Printer;
import java.io.Console;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code muster login}. */
@Command(
    name = "login",
    mixinStandardHelpOptions = true,
    usageHelpAutoWidth = true,
    description =
        "Begins a session, which is kept in ~/.config/muster/sessions.json and refreshed by itself.",
    footer = {"", "Examples:", "  muster login --user alice", "  muster login --oidc corporate"})
public final class LoginCommand implements Callable<Integer> {
  @Mixin private ClientOptions client;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private Format format;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "Who you are; asked for if left out.")
  private String user;

  @Option(
      names = "--password-stdin",
      description = "Reads the password from the first line of standard input.")
  private boolean stdin;

  @Option(
      names = "--oidc",
      paramLabel = "NAME",
      description = "Logs in with this OpenID provider, in a browser.")
  private String provider;

  @Override
  public Integer call() {
    if (provider != null && (user != null || stdin)) {
      throw CliException.usage("--oidc asks the provider who you are; leave --user out");
    }
    try (Api api = client.anonymous()) {
      Session session = provider == null ? password(api) : Loopback.login(api, provider);
      Map<String, Object> shown = new LinkedHashMap<>();
      shown.put("user", session.user());
      shown.put("servers", session.servers());
      shown.put("until", session.ends().toString());
      if (format == Format.table) {
        System.out.println(
            "logged in as " + session.user() + " at " + String.join(",", session.servers()));
      } else {
        Printer.print(System.out, format, shown);
      }
    }
    return Exit.OK;
  }

  private Session password(Api api) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("user", user != null ? user : askName());
    body.put("password", Passwords.ask("Password", stdin));
    return Logins.keep(api, api.once("POST", "/api/v1/sessions:login", body));
  }

  private static String askName() {
    Console console = System.console();
    if (console == null) {
      throw CliException.usage("there is no terminal to ask for the name; give --user");
    }
    String name = console.readLine("User: ");
    if (name == null || name.isBlank()) {
      throw CliException.usage("no name was given");
    }
    return name.strip();
  }
}
