package io.muster.cli.token;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.Inputs;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code muster token create}. */
@Command(
    name = "create",
    description = "Makes a token with which machines join. It is shown once.",
    footer = {"", "Example:", "  muster token create --uses 20 --ttl 1h --label role=web"})
final class JoinTokenCreate extends ClientCommand {
  @Option(names = "--uses", paramLabel = "N", description = "How many machines; default 1.")
  private int uses = 1;

  @Option(names = "--ttl", paramLabel = "T", description = "How long it is valid; default 1h.")
  private String ttl = "1h";

  @Option(
      names = "--label",
      paramLabel = "K=V",
      description = "A label for every machine that joins with it.")
  private Map<String, String> labels = new LinkedHashMap<>();

  @Override
  protected int run(Api api) {
    Map<String, Object> body =
        Map.of("uses", uses, "ttl", Inputs.duration("--ttl", ttl), "labels", labels);
    Fields created = api.once("POST", "/api/v1/join-tokens", body);
    print(created.map(), () -> System.out.println(created.text("token")));
    return Exit.OK;
  }
}
