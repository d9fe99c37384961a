package io.muster.server.presence;

import io.muster.runtime.config.Range;
import io.muster.store.Database;
import io.muster.store.node.VitalsLedger;
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
 * @param vitalsEvery of what a node measures of itself, one sample in so long is kept
 * @param vitalsKeep for so long
 */
public record PresenceConfig(
    @Range(min = 20, max = 10_000) Duration batchWindow,
    @Range(min = 100, max = 50_000) int batchMax,
    @Range(min = 100, max = 600_000) Duration sweepInterval,
    @Range(min = 100, max = 3_600_000) Duration agentInterval,
    @Range(min = 10_000, max = 3_600_000) Duration vitalsEvery,
    @Range(min = 60_000, max = 86_400_000) Duration vitalsKeep) {

  /** The rings of samples that this asks for. */
  public VitalsLedger vitals(Database database) {
    return new VitalsLedger(database, vitalsEvery, vitalsKeep);
  }
}
