package io.muster.cli.rollout;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import io.muster.cli.output.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code muster why}. */
@Command(
    name = "why",
    description = "Says why a node is not as it should be, and what it waits for.",
    footer = {"", "Example:", "  muster why web-1"})
public final class WhyCommand extends ClientCommand {
  @Parameters(paramLabel = "NODE", description = "The node.")
  private String node;

  @Override
  protected int run(Api api) {
    Fields answer = api.get("/api/v1/nodes/" + Api.segment(node) + "/why");
    print(answer.map(), () -> draw(answer));
    return answer.flag("converged") ? Exit.OK : Exit.FAILED;
  }

  private void draw(Fields answer) {
    if (answer.flag("converged")) {
      System.out.println(node + ": nothing is waited for, and nothing failed");
      return;
    }
    Table table = new Table("WHY", "ROLLOUT", "JOB", "WHAT");
    for (Fields cause : answer.objects("causes")) {
      table.row(cause.text("kind"), cause.text("rollout"), cause.text("jobId"), cause.text("text"));
    }
    table.print(System.out);
  }
}
