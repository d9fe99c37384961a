package io.muster.cli.job;

import io.muster.cli.CliException;
import io.muster.cli.api.Api;
import io.muster.cli.api.JobEvents;
import io.muster.cli.api.JobEvents.Event;
import io.muster.cli.json.Fields;
import io.muster.cli.output.NodeRanges;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Follows a job to its end and tells a view; Ctrl-C cancels the job when it is ours. */
final class Follower {
  private static final Object END = new Object();
  private static final long TICK_NANOS = 100_000_000L;
  private static final long CONFIRM_NANOS = 5_000_000_000L;

  private final Api api;
  private final JobView view;
  private final Interrupt interrupt;
  private final long startNanos;
  private final Spool spool = new Spool();
  private final Map<String, NodeRun> runs = new LinkedHashMap<>();
  private final BlockingQueue<Object> queue = new ArrayBlockingQueue<>(32);
  private Fields job;
  private long total;
  private long cancelledAt;

  /**
   * Prepares to follow.
   *
   * @param interrupt null when Ctrl-C must not cancel
   * @param startNanos when the command began, {@link System#nanoTime()}
   */
  Follower(Api api, JobView view, Interrupt interrupt, long startNanos) {
    this.api = api;
    this.view = view;
    this.interrupt = interrupt;
    this.startNanos = startNanos;
  }

  /**
   * Follows until the job or the stream ends.
   *
   * @param known the job as it is known
   * @param nodes how many nodes will be heard of
   */
  Tally follow(JobEvents.Query query, Fields known, long nodes) {
    job = known;
    total = nodes;
    JobEvents events = new JobEvents(api.successor(), query, text -> offer(text));
    Thread reader = new Thread(() -> read(events), "job-events");
    reader.setDaemon(true);
    reader.start();
    try {
      loop();
      Tally tally = tally();
      view.finish(job, runs.values(), tally, (System.nanoTime() - startNanos) / 1_000_000);
      return tally;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return tally();
    } finally {
      reader.interrupt();
      close();
    }
  }

  private void read(JobEvents events) {
    try {
      for (Event event = events.next(); event != null; event = events.next()) {
        offer(event);
      }
      offer(END);
    } catch (RuntimeException e) {
      offer(e);
    }
  }

  private void offer(Object item) {
    try {
      queue.put(item);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void loop() throws InterruptedException {
    long ticked = 0;
    while (true) {
      Object item = queue.poll(TICK_NANOS, TimeUnit.NANOSECONDS);
      if (item == END) {
        return;
      }
      if (item instanceof RuntimeException failure) {
        throw failure;
      } else if (item instanceof Event event) {
        apply(event);
      } else if (item instanceof String note) {
        view.note(note);
      }
      long now = System.nanoTime();
      if (now - ticked >= TICK_NANOS) {
        ticked = now;
        view.tick(tally());
        if (interrupted(now)) {
          return;
        }
      }
    }
  }

  private void apply(Event event) {
    Fields fields = event.fields();
    view.event(event);
    if (fields.has("job")) {
      job = fields.object("job");
    }
    String nodeId = fields.text("nodeId");
    if (nodeId.isEmpty()) {
      return;
    }
    NodeRun run = runs.computeIfAbsent(nodeId, id -> new NodeRun(id, spool));
    int attempt = (int) fields.number("attempt");
    if (attempt > run.attempt && run.ended()) {
      run = new NodeRun(nodeId, spool);
      runs.put(nodeId, run);
    }
    run.attempt = attempt;
    if (fields.has("taskState")) {
      run.state = fields.text("taskState");
    }
    for (Chunk chunk : Chunk.of(fields)) {
      view.output(run, chunk);
    }
    if (fields.has("task")) {
      run.task = fields.object("task");
      run.state = run.task.has("state") ? run.task.text("state") : run.state;
      view.ended(run);
    }
  }

  private Tally tally() {
    return Tally.of(runs.values(), total);
  }

  /** True when the end was asked for and waited for long enough. */
  private boolean interrupted(long now) {
    if (interrupt == null || !interrupt.requested()) {
      return false;
    }
    if (cancelledAt == 0) {
      cancelledAt = now;
      cancel();
      return false;
    }
    if (now - cancelledAt < CONFIRM_NANOS) {
      return false;
    }
    List<String> open =
        runs.values().stream().filter(run -> !run.ended()).map(run -> run.nodeId).toList();
    view.note(
        "not confirmed yet by "
            + (open.isEmpty() ? "any node" : NodeRanges.fold(open))
            + "; see: muster job show "
            + job.text("id"));
    return true;
  }

  private void cancel() {
    String id = job.text("id");
    view.note("cancelling job " + id + "; Ctrl-C again leaves at once");
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try (Api other = api.another()) {
                other.harmless(
                    "POST",
                    "/api/v1/jobs/" + Api.segment(id) + "/cancel",
                    Map.of("reason", "interrupted at the command line"));
              } catch (CliException e) {
                offer("the cancel did not go through: " + e.getMessage());
              }
            });
  }

  private void close() {
    try {
      spool.close();
    } catch (IOException e) {
      // The file is gone already; nothing is lost.
    }
  }
}
