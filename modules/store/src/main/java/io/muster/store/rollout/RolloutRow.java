package io.muster.store.rollout;

import io.muster.domain.rollout.NodeState;
import io.muster.domain.rollout.Rollout;
import io.muster.domain.rollout.RolloutNode;
import io.muster.protocol.v1.StartRolloutRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A rollout as it is stored.
 *
 * @param spec as it was asked for, with every default filled in
 * @param roles of whoever started it
 * @param jobs ids of its jobs by the number of their run
 * @param owner the control-plane node that conducts it now; empty for none
 * @param tallies how many nodes of each batch are in each state, by batch; set when the nodes were
 *     not read
 * @param closed nothing is left to be done once it has ended
 */
public record RolloutRow(
    String id,
    String name,
    StartRolloutRequest spec,
    Rollout rollout,
    long version,
    long lastEvent,
    String createdBy,
    List<String> roles,
    String traceId,
    Instant createdAt,
    Map<Integer, String> jobs,
    String owner,
    Map<Integer, int[]> tallies,
    boolean closed) {

  RolloutRow with(Rollout next, long nextVersion, long event) {
    return new RolloutRow(
        id,
        name,
        spec,
        next,
        nextVersion,
        event,
        createdBy,
        roles,
        traceId,
        createdAt,
        jobs,
        owner,
        tallies,
        closed);
  }

  RolloutRow withClosed(boolean isClosed) {
    return new RolloutRow(
        id, name, spec, rollout, version, lastEvent, createdBy, roles, traceId, createdAt, jobs,
        owner, tallies, isClosed);
  }

  /** Whether it has ended and nothing is left to be done. */
  public boolean over() {
    return rollout.phase().isFinal() && closed;
  }

  RolloutRow withJob(int run, String jobId) {
    Map<Integer, String> all = new java.util.HashMap<>(jobs);
    all.put(run, jobId);
    return new RolloutRow(
        id,
        name,
        spec,
        rollout,
        version,
        lastEvent,
        createdBy,
        roles,
        traceId,
        createdAt,
        Map.copyOf(all),
        owner,
        tallies,
        closed);
  }

  /** The same with the tallies of its nodes, for those who show it. */
  public RolloutRow counted() {
    Map<Integer, int[]> counts = new java.util.TreeMap<>();
    for (RolloutNode node : rollout.nodes()) {
      counts
          .computeIfAbsent(node.batch(), b -> new int[NodeState.values().length])[
          node.state().ordinal()]++;
    }
    return new RolloutRow(
        id, name, spec, rollout, version, lastEvent, createdBy, roles, traceId, createdAt, jobs,
        owner, counts, closed);
  }
}
