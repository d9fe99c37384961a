package io.muster.domain.task;

import java.time.Instant;

/**
 * One attempt of one task on one node.
 *
 * @param attempt from 1
 * @param released it may be sent; false while it waits for its turn
 * @param cancelling somebody asked for its end, and the agent has not confirmed
 * @param lastSeq of the agent's replies to this attempt; they are applied in order
 * @param acceptBefore the agent refuses it after this; null until released
 * @param dueAt when it must be looked at next: sent again, or ended; null when there is nothing to
 *     wait for
 */
public record Task(
    int attempt,
    TaskState state,
    boolean released,
    boolean cancelling,
    long lastSeq,
    Instant acceptBefore,
    Instant dueAt,
    Times times,
    Ending ending) {

  /** A task that waits for its turn. */
  public static Task waiting(int attempt) {
    return new Task(
        attempt, TaskState.PENDING, false, false, 0, null, null, Times.NONE, Ending.NONE);
  }

  /** It may have gone out: the control plane began to send it. */
  public boolean sent() {
    return times.dispatched() != null;
  }

  /**
   * It may have gone out, and its agent has said nothing of it: whether it began cannot be known.
   */
  public boolean unanswered() {
    return sent() && lastSeq == 0;
  }

  Task to(TaskState next, Instant due) {
    return new Task(attempt, next, released, cancelling, lastSeq, acceptBefore, due, times, ending);
  }

  Task with(Times changed) {
    return new Task(
        attempt, state, released, cancelling, lastSeq, acceptBefore, dueAt, changed, ending);
  }

  Task withLastSeq(long seq) {
    return new Task(attempt, state, released, cancelling, seq, acceptBefore, dueAt, times, ending);
  }

  Task asCancelling() {
    return new Task(attempt, state, released, true, lastSeq, acceptBefore, dueAt, times, ending);
  }

  Task asReleased(Instant before, Instant due) {
    return new Task(attempt, state, true, cancelling, lastSeq, before, due, times, ending);
  }

  Task ended(TaskState last, Instant at, Ending how) {
    return new Task(
        attempt,
        last,
        released,
        cancelling,
        lastSeq,
        acceptBefore,
        null,
        times.withFinished(at),
        how);
  }
}
