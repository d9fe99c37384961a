package io.muster.cli.job;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import io.muster.cli.output.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code muster job show}. */
@Command(
    name = "show",
    description = "Shows a job and its tasks.",
    footer = {"", "Example:", "  muster job show 01j9x2c0e4k5m6n7p8q9r0s1t2"})
final class JobShow extends ClientCommand {
  @Parameters(paramLabel = "ID", description = "The job.")
  private String id;

  @Override
  protected int run(Api api) {
    Fields job = api.get(JobCommands.path(id, ""));
    List<Fields> tasks = list(api, "tasks", 0, JobCommands.path(id, "/tasks"));
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("job", job.map());
    document.put("tasks", values(tasks));
    print(document, () -> draw(job, tasks));
    return Exit.OK;
  }

  private static void draw(Fields job, List<Fields> tasks) {
    Table head = new Table("FIELD", "VALUE");
    for (String key :
        List.of(
            "id",
            "name",
            "state",
            "target",
            "createdBy",
            "createdAt",
            "finishedAt",
            "timeout",
            "ttl",
            "parallel",
            "traceId")) {
      if (job.has(key)) {
        head.row(key, job.text(key));
      }
    }
    head.row("command", JobList.what(job));
    head.row("tasks", JobList.tasks(job));
    head.print(System.out);
    System.out.println();
    Table table = new Table("NODE", "STATE", "EXIT", "ATTEMPT", "STARTED", "FINISHED", "MESSAGE");
    for (Fields task : tasks) {
      table.row(
          task.text("nodeId"),
          task.text("state") + (task.flag("skipped") ? ",skipped" : ""),
          task.number("signal") != 0 ? "signal " + task.text("signal") : task.text("exitCode"),
          task.text("attempt"),
          task.text("startedAt"),
          task.text("finishedAt"),
          task.text("message"));
    }
    table.print(System.out);
  }
}
