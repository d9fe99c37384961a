package io.muster.cli.config;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code muster config validate}. */
@Command(
    name = "validate",
    description = "Says what is wrong with a file, and changes nothing.",
    footer = {"", "Example:", "  muster config validate --component agent --file agent.toml"})
final class ConfigValidate extends ClientCommand {
  @Option(
      names = {"-c", "--component"},
      paramLabel = "C",
      description = "The component; default agent.")
  private String component = "agent";

  @Option(
      names = {"-f", "--file"},
      required = true,
      paramLabel = "FILE",
      description = "TOML, YAML or JSON, by its name; - is our own input, YAML or JSON.")
  private String file;

  @Override
  protected int run(Api api) {
    Fields verdict =
        api.harmless(
            "POST",
            "/api/v1/configs/validate",
            Map.of(
                "component",
                component,
                "documentJson",
                Documents.json(DocumentFile.read("--file", file))));
    print(verdict.map(), () -> draw(verdict));
    return verdict.flag("valid") ? Exit.OK : Exit.FAILED;
  }

  private void draw(Fields verdict) {
    verdict.texts("problems").forEach(System.out::println);
    if (verdict.flag("valid")) {
      System.out.println(
          verdict.flag("knownComponent")
              ? file + " is valid for " + component
              : file + " is well formed; the keys of " + component + " are not known here");
    }
  }
}
