package io.muster.cli.people;

import io.muster.cli.CliException;
import io.muster.cli.ClientOptions;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.api.Logins;
import io.muster.cli.context.Context;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code muster logout}. */
@Command(
    name = "logout",
    mixinStandardHelpOptions = true,
    usageHelpAutoWidth = true,
    description = "Ends the session of 'muster login'.",
    footer = {"", "Example:", "  muster logout --everywhere"})
public final class LogoutCommand implements Callable<Integer> {
  @Mixin private ClientOptions client;

  @Option(names = "--everywhere", description = "Ends your sessions on other machines as well.")
  private boolean everywhere;

  @Override
  public Integer call() {
    Context context = client.context();
    if (context.session() == null) {
      throw CliException.usage("there is no session at " + context.servers().getFirst());
    }
    try (Api api = new Api(context)) {
      api.once("POST", "/api/v1/sessions:logout", Map.of("everywhere", everywhere));
    } finally {
      Logins.forget(context);
    }
    System.out.println("logged out");
    return Exit.OK;
  }
}
