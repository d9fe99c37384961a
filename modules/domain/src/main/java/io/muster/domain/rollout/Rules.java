package io.muster.domain.rollout;

import java.time.Duration;

/**
 * What a rollout was asked to keep to. Fixed at its start.
 *
 * @param maxFailures over all nodes
 * @param maxBatchFailures over the nodes of a batch
 * @param rollBack when too many failed; else it stops where it is
 * @param undoable there is something that undoes the work
 * @param autoAdvance goes on by itself after the interval; else somebody has to promote it
 * @param interval between two batches
 * @param observe after the first batch, instead of the interval; zero for the interval
 * @param checks something is to be checked after every batch
 * @param checkTimeout how long the checks may take to pass
 * @param returnFor how long nodes that were left out are waited for at the end; zero: not at all
 */
public record Rules(
    Limit maxFailures,
    Limit maxBatchFailures,
    boolean rollBack,
    boolean undoable,
    boolean autoAdvance,
    Duration interval,
    Duration observe,
    boolean checks,
    Duration checkTimeout,
    Duration returnFor) {

  /** How long it waits after a batch. */
  Duration soak(int batch) {
    return batch == 0 && !observe.isZero() ? observe : interval;
  }
}
