package io.muster.cli.job;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import io.muster.cli.output.Ages;
import io.muster.cli.output.Table;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code muster job ls}. */
@Command(
    name = "ls",
    description = "Lists jobs, the newest first.",
    footer = {"", "Example:", "  muster job ls --state running --limit 20"})
final class JobList extends ClientCommand {
  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many; default 50, 0 is all.")
  private int limit = 50;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "running, cancelling, succeeded, failed or cancelled.")
  private String state = "";

  @Override
  protected int run(Api api) {
    List<Fields> jobs = list(api, "jobs", Math.max(0, limit), "/api/v1/jobs", "state", state);
    print(values(jobs), () -> draw(jobs));
    return Exit.OK;
  }

  private static void draw(List<Fields> jobs) {
    Instant now = Instant.now();
    Table table = new Table("ID", "STATE", "NODES", "AGE", "BY", "TASKS", "WHAT");
    for (Fields job : jobs) {
      table.row(
          job.text("id"),
          job.text("state"),
          job.text("total"),
          Ages.ago(job.text("createdAt"), now),
          job.text("createdBy"),
          tasks(job),
          what(job));
    }
    table.print(System.out);
  }

  static String tasks(Fields job) {
    return job.pairs("tasks").replace('=', ':').replace(",", " ");
  }

  static String what(Fields job) {
    Fields shell = job.object("shell");
    String command =
        job.has("file")
            ? "file " + job.object("file").text("path")
            : job.has("undo")
                ? "undo " + job.object("undo").text("jobId")
                : shell.has("line") ? shell.text("line") : String.join(" ", shell.texts("argv"));
    command += job.flag("dryRun") ? " (preview)" : "";
    return job.has("name") ? job.text("name") + ": " + command : command;
  }
}
