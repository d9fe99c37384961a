package io.muster.cli.job;

import io.muster.cli.ClientOptions;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.api.JobEvents;
import io.muster.cli.json.Fields;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster job logs}. */
@Command(
    name = "logs",
    mixinStandardHelpOptions = true,
    usageHelpAutoWidth = true,
    description = "Shows what a job printed.",
    footer = {"", "Example:", "  muster job logs 01j9x2c0e4k5m6n7p8q9r0s1t2 --follow --node web-1"})
final class JobLogs implements Callable<Integer> {
  @Parameters(paramLabel = "ID", description = "The job.")
  private String id;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on until the job ends; Ctrl-C leaves it running.")
  private boolean follow;

  @Option(names = "--node", paramLabel = "N", description = "Only this node.")
  private String node = "";

  @Mixin private WatchOptions watch;

  @Mixin private ClientOptions client;

  @Override
  public Integer call() {
    long start = System.nanoTime();
    try (Api api = client.api()) {
      Fields job = api.get(JobCommands.path(id, ""));
      long nodes = node.isEmpty() ? job.number("total") : 1;
      int code =
          new Follower(api, watch.view(nodes), null, start)
              .follow(new JobEvents.Query(id, 0, node, follow, job.number("lastEvent")), job, nodes)
              .exitCode();
      return follow ? code : Exit.OK;
    }
  }
}
