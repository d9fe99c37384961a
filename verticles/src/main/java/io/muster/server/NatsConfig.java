package io.muster.server;

import io.muster.link.StreamSettings;
import io.muster.runtime.config.Range;
import io.muster.runtime.config.Size;
import java.time.Duration;
import java.util.List;

/**
 * The section {@code nats}.
 *
 * @param urls {@code tls://host:port}
 * @param replicas of the streams: 1 for one server, 3 for a cluster
 * @param taskMaxAge how long a task envelope is stored
 * @param taskMaxBytes the oldest envelopes are dropped beyond it
 * @param replyMaxBytes replies are refused beyond it and wait in the agents' spools
 * @param duplicateWindow within which a message id counts once
 * @param ackWait after which a reply that nobody acknowledged is given again
 * @param maxAckPending replies that all connectors together may hold
 */
public record NatsConfig(
    List<String> urls,
    @Range(min = 1, max = 5) int replicas,
    @Range(min = 60_000) Duration taskMaxAge,
    Size taskMaxBytes,
    Size replyMaxBytes,
    @Range(min = 1000) Duration duplicateWindow,
    @Range(min = 1000) Duration ackWait,
    @Range(min = 100, max = 1_000_000) int maxAckPending) {

  StreamSettings streams() {
    return new StreamSettings(
        replicas, taskMaxAge, taskMaxBytes.bytes(), replyMaxBytes.bytes(), duplicateWindow, ackWait, maxAckPending);
  }
}
