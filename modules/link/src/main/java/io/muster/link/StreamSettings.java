package io.muster.link;

import java.time.Duration;

/**
 * The two streams of Muster.
 *
 * @param replicas 1 for one nats-server, 3 for a cluster
 * @param taskMaxAge how long a task envelope is stored; longer than {@code duplicateWindow}
 * @param taskMaxBytes the oldest envelopes are dropped beyond it
 * @param replyMaxBytes replies are refused beyond it, and wait in the agents' spools
 * @param duplicateWindow within which a message id counts once
 * @param ackWait after which a reply that nobody acknowledged is given again
 * @param maxAckPending replies that all connectors together may hold unacknowledged
 */
public record StreamSettings(
    int replicas,
    Duration taskMaxAge,
    long taskMaxBytes,
    long replyMaxBytes,
    Duration duplicateWindow,
    Duration ackWait,
    int maxAckPending) {
  public StreamSettings {
    if (taskMaxAge.compareTo(duplicateWindow) < 0) {
      throw new IllegalArgumentException(
          "tasks are kept for "
              + taskMaxAge
              + ", which is shorter than the duplicate window of "
              + duplicateWindow);
    }
  }
}
