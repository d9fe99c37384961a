package io.muster.domain.job;

import io.muster.domain.task.TaskState;
import java.time.Duration;
import java.time.Instant;

/**
 * What decides about a job as a whole. Pure.
 *
 * @param parallel how many of its tasks may be under way at once
 * @param cancelReason null while nobody asked for its end
 * @param finishedAt null while a task is open
 */
public record Job(
    String id,
    JobState state,
    Tally tally,
    int parallel,
    Duration timeout,
    Duration ttl,
    long lastEvent,
    String cancelReason,
    Instant finishedAt) {

  public Job moved(TaskState from, TaskState to) {
    return from == to
        ? this
        : with(state, tally.moved(from, to), lastEvent, cancelReason, finishedAt);
  }

  /** The job with one more event; its number is {@link #lastEvent()} of the result. */
  public Job nextEvent() {
    return with(state, tally, lastEvent + 1, cancelReason, finishedAt);
  }

  public Job cancelled(String reason) {
    return state == JobState.RUNNING
        ? with(JobState.CANCELLING, tally, lastEvent, reason, finishedAt)
        : this;
  }

  /** Open again, for another attempt of some tasks. */
  public Job reopened() {
    return with(JobState.RUNNING, tally, lastEvent, null, null);
  }

  /** The job with its final state when its last task has ended, else as it is. */
  public Job settled(Instant now) {
    if (state.isFinal() || !tally.allEnded()) {
      return this;
    }
    JobState last =
        tally.in(TaskState.SUCCEEDED) == tally.total()
            ? JobState.SUCCEEDED
            : cancelReason != null && tally.in(TaskState.CANCELLED) > 0
                ? JobState.CANCELLED
                : JobState.FAILED;
    return with(last, tally, lastEvent, cancelReason, now);
  }

  private Job with(JobState next, Tally counts, long event, String reason, Instant finished) {
    return new Job(id, next, counts, parallel, timeout, ttl, event, reason, finished);
  }
}
