package io.muster.link;

import java.time.Duration;

/**
 * How the change feed is kept.
 *
 * @param replicas 1 for one nats-server, 3 for a cluster
 * @param keep for how long
 * @param keepBytes the oldest are dropped beyond it
 * @param duplicateWindow within which an event that is published again counts once
 */
public record EventStreamSettings(
    int replicas, Duration keep, long keepBytes, Duration duplicateWindow) {
  public EventStreamSettings {
    if (keep.compareTo(duplicateWindow) < 0) {
      throw new IllegalArgumentException(
          "events are kept for "
              + keep
              + ", which is shorter than the duplicate window of "
              + duplicateWindow);
    }
  }
}
