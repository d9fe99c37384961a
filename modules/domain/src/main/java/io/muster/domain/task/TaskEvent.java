package io.muster.domain.task;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What can happen to a task. Time arrives here and nowhere else. */
public sealed interface TaskEvent {
  /**
   * Its turn has come. {@code online}: its node is there now, so it is sent; else it waits for the
   * node.
   */
  record Released(Instant at, Duration ttl, boolean online) implements TaskEvent {}

  /** Its node asks for what is open, or has come back. */
  record NodeAsks(Instant at) implements TaskEvent {}

  /**
   * A reply.
   *
   * @param receivedAt by the control plane
   * @param insist apply it even when an earlier reply is missing and will never come
   */
  record FromAgent(Instant receivedAt, int attempt, long seq, boolean insist, List<Report> reports)
      implements TaskEvent {
    /** The same reply, applied even when an earlier one is missing. */
    public FromAgent insisted() {
      return new FromAgent(receivedAt, attempt, seq, true, reports);
    }
  }

  /** Somebody wants it ended. */
  record CancelRequested(Instant at, String reason) implements TaskEvent {}

  /** {@code dueAt} has come. {@code drained}: no reply is waiting that could say more. */
  record Due(Instant at, boolean drained) implements TaskEvent {}

  /** A person asks for another attempt. */
  record Retried(Instant at) implements TaskEvent {}

  /** Its node was removed from the fleet. */
  record NodeRemoved(Instant at) implements TaskEvent {}

  /** What an agent says about an attempt, in the order in which it happened. */
  sealed interface Report {
    Instant at();

    record Accepted(Instant at) implements Report {}

    record Started(Instant at) implements Report {}

    /** Output, or word of output that was dropped. */
    record Printed(Instant at) implements Report {}

    /** The last report. {@code state} is final. */
    record Finished(Instant at, TaskState state, Ending ending) implements Report {}
  }
}
