package io.muster.server;

import io.muster.domain.task.TaskMachine;
import io.muster.runtime.config.Range;
import java.time.Duration;

/**
 * The section {@code tasks}: how patient the control plane is with a task.
 *
 * @param acceptGrace how long after its time to accept a reply may still be under way
 * @param resultGrace how long after the work's timeout the result may still be under way
 * @param resend when a task that nobody accepted is sent again first
 * @param patience how long past its time a task is kept while replies still wait to be read
 */
public record TasksConfig(
    @Range(min = 0) Duration acceptGrace,
    @Range(min = 0) Duration resultGrace,
    @Range(min = 500) Duration resend,
    @Range(min = 0) Duration patience) {

  private static final Duration LEAST_SKEW = Duration.ofSeconds(1);

  /**
   * By how much a node's clock may differ from PostgreSQL's, so that two nodes differ by no more
   * than the grace.
   */
  Duration maxSkew() {
    Duration half = acceptGrace.dividedBy(2);
    return half.compareTo(LEAST_SKEW) > 0 ? half : LEAST_SKEW;
  }

  TaskMachine machine() {
    return new TaskMachine(acceptGrace, resultGrace, resend, patience);
  }
}
