package io.muster.cli.job;

import io.muster.cli.CliException;
import io.muster.cli.ClientOptions;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.api.JobEvents;
import io.muster.cli.json.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster job retry}. */
@Command(
    name = "retry",
    mixinStandardHelpOptions = true,
    usageHelpAutoWidth = true,
    description = "Makes a new attempt at tasks of a finished job, on the nodes that it had.",
    footer = {"", "Example:", "  muster job retry 01j9x2c0e4k5m6n7p8q9r0s1t2 --failed --timed-out"})
final class JobRetry implements Callable<Integer> {
  @Parameters(paramLabel = "ID", description = "The job.")
  private String id;

  @Option(names = "--failed", description = "Those that failed.")
  private boolean failed;

  @Option(names = "--unknown", description = "Those whose outcome is unknown.")
  private boolean unknown;

  @Option(names = "--timed-out", description = "Those that took too long.")
  private boolean timedOut;

  @Option(names = "--cancelled", description = "Those that were cancelled.")
  private boolean cancelled;

  @Option(names = "--expired", description = "Those that no agent took in time.")
  private boolean expired;

  @Option(names = "--detach", description = "Do not wait for the end.")
  private boolean detach;

  @Mixin private WatchOptions watch;

  @Mixin private ClientOptions client;

  @Override
  public Integer call() {
    long start = System.nanoTime();
    List<String> states = states();
    try (Api api = client.api()) {
      Fields before = api.get(JobCommands.path(id, ""));
      Interrupt interrupt = detach ? null : Interrupt.install();
      Fields job =
          api.repeatable(
              JobCommands.path(id, "/retry"),
              Map.of("states", states),
              UUID.randomUUID().toString());
      if (detach) {
        System.out.println(id);
        return Exit.OK;
      }
      interrupt.farewell("left; job " + id + " may go on: muster job show " + id);
      long nodes = states.stream().mapToLong(before.object("tasks")::number).sum();
      return new Follower(api, watch.view(nodes), interrupt, start)
          .follow(
              new JobEvents.Query(
                  id, before.number("lastEvent"), "", true, job.number("lastEvent")),
              job,
              nodes)
          .exitCode();
    }
  }

  private List<String> states() {
    List<String> states = new ArrayList<>();
    add(states, failed, "failed");
    add(states, unknown, "unknown");
    add(states, timedOut, "timed_out");
    add(states, cancelled, "cancelled");
    add(states, expired, "expired");
    if (states.isEmpty()) {
      throw CliException.usage(
          "say which tasks: --failed, --unknown, --timed-out, --cancelled or --expired");
    }
    return states;
  }

  private static void add(List<String> states, boolean wanted, String state) {
    if (wanted) {
      states.add(state);
    }
  }
}
