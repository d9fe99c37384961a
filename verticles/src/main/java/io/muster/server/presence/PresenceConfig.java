package io.muster.server.presence;

import io.muster.runtime.config.Range;
import java.time.Duration;

/**
 * The section {@code presence}.
 *
 * @param batchWindow heartbeats are gathered for so long and then written together
 * @param batchMax at most so many in one statement; four times as many wait, newer ones replace
 *     older ones of the same node
 * @param sweepInterval how often silent nodes are looked for
 * @param agentInterval the longest interval of the agents' heartbeats: after a start, a lost NATS
 *     or a lost PostgreSQL no node becomes offline for three of them
 */
public record PresenceConfig(
    @Range(min = 20, max = 10_000) Duration batchWindow,
    @Range(min = 100, max = 50_000) int batchMax,
    @Range(min = 100, max = 600_000) Duration sweepInterval,
    @Range(min = 100, max = 3_600_000) Duration agentInterval) {}
