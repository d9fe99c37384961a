package io.muster.agent.executors.shell;

import java.time.Duration;

/** The moment at which a task's time is over, on the clock that nobody sets. */
record Deadline(Duration limit, long endNanos) {
  static Deadline in(Duration limit) {
    return new Deadline(limit, System.nanoTime() + limit.toNanos());
  }

  /** At least 1 ms. */
  long leftMillis() {
    return Math.max(1, (endNanos - System.nanoTime()) / 1_000_000);
  }
}
