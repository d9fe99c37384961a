package io.muster.server.presence;

import java.time.Duration;

/**
 * When silence may be taken for absence: not before the agents had three intervals' time since
 * heartbeats could last not be heard or written down. Times are milliseconds of one clock.
 */
final class Grace {
  private final long lengthMs;
  private volatile long disturbedAt;

  Grace(Duration agentInterval, long now) {
    this.lengthMs = 3 * agentInterval.toMillis();
    this.disturbedAt = now;
  }

  /** Heartbeats may be lost at this moment. */
  void disturbed(long now) {
    disturbedAt = Math.max(disturbedAt, now);
  }

  boolean over(long now) {
    return now - disturbedAt > lengthMs;
  }
}
