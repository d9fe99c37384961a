package io.muster.store.config;

import java.time.Instant;

/**
 * What a node is to run of one component, and what it says.
 *
 * @param revision of what it is to run; grows with every change
 * @param stamp of which revisions that is merged; empty for nothing
 * @param since when it is to run that
 * @param running what it says it runs; 0 for nothing
 * @param runningStamp empty when it is not known
 * @param refused a revision that it refuses; 0 for none
 */
public record NodeState(
    String nodeId,
    String component,
    long revision,
    String stamp,
    Instant since,
    long running,
    String runningStamp,
    long refused,
    String refusedReason) {
  /** What it is to run; 0 for nothing. */
  public long wanted() {
    return stamp.isEmpty() ? 0 : revision;
  }

  public boolean converged() {
    return running == wanted();
  }

  public boolean refuses() {
    return !converged() && refused == revision && revision > 0;
  }
}
