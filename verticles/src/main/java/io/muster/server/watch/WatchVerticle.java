package io.muster.server.watch;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.muster.domain.job.JobState;
import io.muster.protocol.Doorbells;
import io.muster.protocol.JobsApi;
import io.muster.protocol.v1.JobEvent;
import io.muster.protocol.v1.WatchJobRequest;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.runtime.Signal;
import io.muster.runtime.Streams;
import io.muster.server.messages.EventMessages;
import io.muster.server.sight.JobSight;
import io.muster.store.job.EventRow;
import io.muster.store.job.JobReads;
import io.muster.store.job.JobReads.Events;
import io.muster.store.job.JobReads.Seen;
import io.muster.store.job.JobRow;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Streams a job's events: those that were, then those that come, each with its number.
 *
 * <p><b>Owns</b> nothing. <b>Hears</b> {@code Jobs/Watch} and the doorbell of jobs. <b>Says</b>
 * nothing. <b>Crash</b>: its watchers come back, on any node, with the number of the last event
 * that they saw. A lost doorbell costs at most {@link #PATIENCE}.
 */
public final class WatchVerticle extends VerticleBase {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int PAGE = 256;

  /** What one watcher may hold of a page; several pages are under way to a slow reader. */
  private static final long PAGE_BYTES = 1 << 20;

  private final JobReads reads;
  private final Watchers watchers = new Watchers();

  public WatchVerticle(JobReads reads, MeterRegistry meters) {
    this.reads = reads;
    Gauge.builder("muster.watchers", watchers, Watchers::count).register(meters);
  }

  @Override
  public Future<?> start() {
    vertx.eventBus().<String>consumer(Doorbells.JOB, bell -> watchers.ring(bell.body()));
    return new Streams(vertx).serve(JobsApi.WATCH, this::watch);
  }

  private void watch(WatchJobRequest request, Caller caller, Streams.Sink<JobEvent> out) {
    JobSight sight = JobSight.of(new Bus(vertx), reads, caller);
    sight.job(request.getId());
    JobRow start = job(request.getId());
    Signal signal = new Signal(vertx);
    out.gone().onComplete(gone -> signal.ring());
    watchers.add(request.getId(), signal);
    try {
      follow(request, start, sight, signal, out);
    } finally {
      watchers.remove(request.getId(), signal);
    }
  }

  private void follow(
      WatchJobRequest request,
      JobRow start,
      JobSight sight,
      Signal signal,
      Streams.Sink<JobEvent> out) {
    long after = request.getAfter();
    boolean over = request.getNoFollow() || caughtUp(start, after);
    while (!out.gone().isComplete()) {
      long newest = request.getNodeId().isEmpty() ? 0 : job(request.getId()).job().lastEvent();
      Events page = reads.events(request.getId(), after, request.getNodeId(), PAGE, PAGE_BYTES);
      if (!page.events().isEmpty()) {
        send(request.getId(), page.events(), sight, out);
        after = page.events().getLast().event().seq();
        over = over || page.events().stream().anyMatch(seen -> ends(seen.event()));
      }
      if (page.last()) {
        after = Math.max(after, newest); // of other nodes, and not to be looked at again
        if (over && (request.getNoFollow() || caughtUp(job(request.getId()), after))) {
          return;
        }
        signal.await(PATIENCE);
      }
    }
  }

  private static boolean caughtUp(JobRow job, long after) {
    return job.job().state().isFinal() && after >= job.job().lastEvent();
  }

  private static boolean ends(EventRow event) {
    return event.ordinal() == EventRow.JOB && JobState.values()[event.state()].isFinal();
  }

  /**
   * Of nodes that the watcher does not see there is nothing, so their numbers are missing. What
   * tasks did goes out before the job's row is read, which only its own events need.
   */
  private void send(String jobId, List<Seen> page, JobSight sight, Streams.Sink<JobEvent> out) {
    List<JobEvent> messages = new ArrayList<>(page.size());
    JobRow job = null;
    for (Seen seen : page) {
      if (seen.event().ordinal() != EventRow.JOB) {
        if (sight.sight().sees(seen.task().nodeId())) {
          messages.add(EventMessages.ofTask(seen));
        }
        continue;
      }
      if (job == null && !messages.isEmpty()) {
        out.send(messages);
        messages = new ArrayList<>();
      }
      job = job == null ? job(jobId) : job;
      JobEvent event = EventMessages.ofJob(seen.event(), job);
      messages.add(sight.sight().limited() ? narrowed(event, job, sight) : event);
    }
    out.send(messages);
  }

  private static JobEvent narrowed(JobEvent event, JobRow row, JobSight sight) {
    JobEvent.Builder narrowed = event.toBuilder().clearJob();
    sight
        .shown(row)
        .ifPresent(
            job ->
                narrowed.setJob(
                    event.getJob().toBuilder()
                        .setTarget(job.getTarget())
                        .clearTasks()
                        .putAllTasks(job.getTasksMap())
                        .setTotal(job.getTotal())));
    return narrowed.build();
  }

  private JobRow job(String id) {
    return reads.job(id).orElseThrow(() -> JobSight.missing(id));
  }
}
