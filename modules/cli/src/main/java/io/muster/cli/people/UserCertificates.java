package io.muster.cli.people;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code muster user certificates}. */
@Command(
    name = "certificates",
    description = "Says which client certificates are a user's.",
    footer = {"", "Example:", "  muster user certificates alice cn:alice email:alice@example.com"})
final class UserCertificates extends ClientCommand {
  @Parameters(index = "0", paramLabel = "NAME", description = "The user.")
  private String name;

  @Parameters(
      index = "1..*",
      paramLabel = "SUBJECT",
      description = "cn:NAME, email:ADDRESS, dns:NAME or uri:URI; none takes all from him.")
  private List<String> subjects = List.of();

  @Override
  protected int run(Api api) {
    Map<String, Object> body = Map.of("subjects", subjects);
    Fields user = api.harmless("POST", UserCommands.path(name, ":setCertificates"), body);
    print(user.map(), () -> System.out.println(name + ": " + String.join(", ", subjects)));
    return Exit.OK;
  }
}
