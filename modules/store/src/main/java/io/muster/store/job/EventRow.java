package io.muster.store.job;

import java.time.Instant;

/**
 * One event of a job as it is stored.
 *
 * @param ordinal of the task, or {@link #JOB}
 * @param state of the task after it, by the position in domain's TaskState; of the job when it is
 *     about the job
 * @param body a serialized {@code muster.agent.v1.Reply}; empty for the job's own events
 */
public record EventRow(
    String jobId, long seq, int ordinal, int attempt, int state, Instant at, byte[] body) {
  /** The ordinal of events about the job itself. */
  public static final int JOB = -1;
}
