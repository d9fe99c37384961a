package io.muster.cli.config;

import io.muster.cli.ClientCommand;
import io.muster.cli.Targets;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import io.muster.cli.output.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code muster config status}. */
@Command(
    name = "status",
    description = "Lists the nodes that do not run what they are to run, and why.",
    footer = {"", "Examples:", "  muster config status", "  muster config status --all -t web-1"})
final class ConfigStatus extends ClientCommand {
  @Option(
      names = {"-c", "--component"},
      paramLabel = "C",
      description = "Only of this component.")
  private String component = "";

  @Option(
      names = {"-t", "--target"},
      paramLabel = "TARGET",
      description = "Only nodes that this picks.")
  private String target = "";

  @Option(names = "--all", description = "Lists the nodes that run it too.")
  private boolean all;

  @Override
  protected int run(Api api) {
    Fields status =
        api.get(
            Api.path(
                "/api/v1/configs/status",
                "component",
                component,
                "target",
                Targets.of(target),
                "all",
                all ? "true" : "",
                "pageSize",
                "10000"));
    print(status.map(), () -> draw(status));
    return Waiting.exit(status);
  }

  private static void draw(Fields status) {
    Table table = new Table("NODE", "COMPONENT", "STATE", "TO RUN", "RUNS", "WHY");
    for (Fields node : status.objects("nodes")) {
      table.row(
          node.text("nodeId"),
          node.text("component"),
          node.text("state"),
          node.text("revision"),
          node.text("running"),
          node.text("refusedReason"));
    }
    if (!status.objects("nodes").isEmpty()) {
      table.print(System.out);
    }
    System.out.println(Waiting.summary(status));
  }
}
