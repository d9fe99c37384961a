package io.muster.cli.people;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster env create}. */
@Command(
    name = "create",
    description = "Makes an environment, or changes what it picks.",
    footer = {"", "Example:", "  muster env create staging -t 'labels[\"env\"] == \"staging\"'"})
final class EnvCreate extends ClientCommand {
  @Parameters(paramLabel = "NAME", description = "Of the environment.")
  private String name;

  @Option(
      names = {"-t", "--target"},
      required = true,
      paramLabel = "T",
      description = "The nodes that belong to it.")
  private String target;

  @Option(names = "--description", paramLabel = "TEXT", description = "For people.")
  private String description = "";

  @Override
  protected int run(Api api) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", name);
    body.put("target", target);
    body.put("description", description);
    Fields made = api.harmless("POST", "/api/v1/environments", body);
    print(made.map(), () -> System.out.println(name + ": " + made.text("target")));
    return Exit.OK;
  }
}
