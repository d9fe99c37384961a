package io.muster.cli.config;

import io.muster.cli.CliException;
import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster config diff}. */
@Command(
    name = "diff",
    description = "Compares two revisions, or what a node runs with what it is to run.",
    footer = {
      "",
      "Examples:",
      "  muster config diff --component agent 12 15",
      "  muster config diff --agent-id web-1"
    })
final class ConfigDiff extends ClientCommand {
  @Option(
      names = {"-c", "--component"},
      paramLabel = "C",
      description = "The component; default agent.")
  private String component = "agent";

  @Option(
      names = {"--agent-id", "--node"},
      paramLabel = "ID",
      description = "The node.")
  private String node = "";

  @Parameters(
      arity = "0..2",
      paramLabel = "REVISION",
      description = "Two of `muster config history`; 0 is no document.")
  private List<Long> revisions = List.of();

  @Override
  protected int run(Api api) {
    if (revisions.size() != (node.isEmpty() ? 2 : 0)) {
      throw CliException.usage(
          "give two revisions, or --agent-id alone to compare what it runs with what it is to run");
    }
    Fields diff =
        api.get(
            Api.path(
                "/api/v1/configs/diff",
                "component",
                component,
                "nodeId",
                node,
                "from",
                revisions.isEmpty() ? "" : revisions.getFirst().toString(),
                "to",
                revisions.isEmpty() ? "" : revisions.getLast().toString()));
    print(Documents.readable(diff), () -> draw(diff));
    return Exit.OK;
  }

  private static void draw(Fields diff) {
    Documents.printChanges(diff);
    System.out.println(
        diff.objects("changes").size()
            + " keys differ between revision "
            + diff.number("from")
            + " and revision "
            + diff.number("to"));
  }
}
