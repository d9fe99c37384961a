package io.muster.cli.job;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster job cancel}. */
@Command(
    name = "cancel",
    description = "Cancels a job: tasks that wait end at once, running ones are told to stop.",
    footer = {
      "",
      "Example:",
      "  muster job cancel 01j9x2c0e4k5m6n7p8q9r0s1t2 --reason 'wrong nodes'"
    })
final class JobCancel extends ClientCommand {
  @Parameters(paramLabel = "ID", description = "The job.")
  private String id;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for others.")
  private String reason = "";

  @Override
  protected int run(Api api) {
    Fields job = api.harmless("POST", JobCommands.path(id, "/cancel"), Map.of("reason", reason));
    print(
        job.map(),
        () -> System.out.println(id + " is " + job.text("state") + ": " + JobList.tasks(job)));
    return Exit.OK;
  }
}
