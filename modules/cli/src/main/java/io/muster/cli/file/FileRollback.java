package io.muster.cli.file;

import io.muster.cli.CliException;
import io.muster.cli.ClientOptions;
import io.muster.cli.Exit;
import io.muster.cli.Targets;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code muster file rollback}. */
@Command(
    name = "rollback",
    mixinStandardHelpOptions = true,
    usageHelpAutoWidth = true,
    sortOptions = false,
    description = "Puts back what a job replaced, where nothing else changed it since.",
    footer = {
      "",
      "Without --target it is done on the nodes that the job had.",
      "",
      "Examples:",
      "  muster file rollback --dest /etc/app.conf -t web-1,web-2",
      "  muster file rollback --job 01j9x2c0e4k5m6n7p8q9r0s1t2 --plan"
    })
final class FileRollback implements Callable<Integer> {
  @Option(names = "--job", paramLabel = "ID", description = "The job that is taken back.")
  private String job;

  @Option(
      names = "--dest",
      paramLabel = "PATH",
      description = "The newest job that put a file there is taken back.")
  private String dest;

  @Option(
      names = {"-t", "--target"},
      paramLabel = "TARGET",
      description = "The nodes: a CEL expression, ids with commas (or web-[1-20]), or all.")
  private String target;

  @Mixin private RunOptions run;

  @Mixin private ClientOptions client;

  @Override
  public Integer call() {
    if ((job == null) == (dest == null)) {
      throw CliException.usage("say what is taken back: either --job or --dest");
    }
    try (Api api = client.api()) {
      String undone = job != null ? job : newest(api);
      String nodes = target == null ? nodesOf(api, undone) : Targets.of(target);
      Map<String, Object> work = Map.of("undo", Map.of("jobId", undone));
      Map<String, Object> body = run.body(nodes);
      body.putAll(work);
      return run.run(api, "/api/v1/jobs", body, nodes, work, "take back job " + undone);
    }
  }

  private String newest(Api api) {
    List<Fields> placements =
        api.get(
                Api.path(
                    FileCommands.FILES + "/history",
                    "path",
                    dest,
                    "target",
                    target == null ? "" : Targets.of(target),
                    "putOnly",
                    "true",
                    "pageSize",
                    "1"))
            .objects("placements");
    if (placements.isEmpty()) {
      throw new CliException(
          Exit.FAILED,
          "no job that is still known put a file at "
              + dest
              + (target == null ? "" : " on '" + target + "'")
              + "; see: muster file history");
    }
    return placements.getFirst().text("jobId");
  }

  private static String nodesOf(Api api, String id) {
    List<String> nodes = new ArrayList<>();
    String token = "";
    do {
      Fields page =
          api.get(
              Api.path(
                  "/api/v1/jobs/" + Api.segment(id) + "/tasks",
                  "pageSize",
                  "1000",
                  "pageToken",
                  token));
      page.objects("tasks").forEach(task -> nodes.add(task.text("nodeId")));
      token = page.text("nextPageToken");
    } while (!token.isEmpty());
    return String.join(",", nodes);
  }
}
