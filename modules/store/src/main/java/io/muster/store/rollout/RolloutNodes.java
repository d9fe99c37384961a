package io.muster.store.rollout;

import io.muster.domain.rollout.NodeState;
import java.util.LinkedHashMap;
import java.util.Map;

/** Nodes of a rollout as the API shows them. */
public final class RolloutNodes {
  private RolloutNodes() {}

  /**
   * One node.
   *
   * @param jobs ids of the rollout's jobs by the number of their run
   */
  public static io.muster.protocol.v1.RolloutNode message(
      io.muster.domain.rollout.RolloutNode node, Map<Integer, String> jobs) {
    return io.muster.protocol.v1.RolloutNode.newBuilder()
        .setNodeId(node.nodeId())
        .setBatch(node.batch() + 1)
        .setState(node.state().label())
        .setMessage(node.message())
        .setAttempt(node.attempt())
        .setJobId(jobs.getOrDefault(node.run(), ""))
        .setChanged(node.changedBy() > 0)
        .build();
  }

  /** Counts by the labels of their states; those that are zero are left out. */
  public static Map<String, Integer> byLabel(int[] counts) {
    Map<String, Integer> map = new LinkedHashMap<>();
    for (NodeState state : NodeState.values()) {
      if (counts[state.ordinal()] > 0) {
        map.put(state.label(), counts[state.ordinal()]);
      }
    }
    return map;
  }
}
