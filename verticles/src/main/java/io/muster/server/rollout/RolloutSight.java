package io.muster.server.rollout;

import io.muster.protocol.v1.Rollout;
import io.muster.protocol.v1.RolloutBatch;
import io.muster.protocol.v1.RolloutEvent;
import io.muster.protocol.v1.RolloutNode;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.server.sight.Sight;
import io.muster.store.rollout.RolloutReads;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Rollouts as a caller sees them. Of one that has nodes which he does not see, only his nodes are
 * shown and counted, and what it was asked for is left out, since it may name others; one without
 * any node of his is not there.
 */
final class RolloutSight {
  private final RolloutReads reads;
  private final Sight sight;

  private RolloutSight(RolloutReads reads, Sight sight) {
    this.reads = reads;
    this.sight = sight;
  }

  /** Awaits, if the caller is limited to some nodes. */
  static RolloutSight of(Bus bus, RolloutReads reads, Caller caller) {
    return new RolloutSight(reads, Sight.of(bus, caller));
  }

  boolean limited() {
    return sight.limited();
  }

  /** A rollout; empty when the caller does not see it. */
  Optional<Rollout> shown(String id, boolean nodes) {
    if (!sight.limited()) {
      return (nodes ? reads.full(id) : reads.head(id)).map(RolloutMessages::of);
    }
    return reads
        .full(id)
        .map(RolloutMessages::of)
        .flatMap(this::narrowed)
        .map(n -> nodes ? n : n.toBuilder().clearNodeList().build());
  }

  private Optional<Rollout> narrowed(Rollout whole) {
    List<RolloutNode> seen =
        whole.getNodeListList().stream().filter(node -> sight.sees(node.getNodeId())).toList();
    if (seen.size() == whole.getNodeListCount()) {
      return Optional.of(whole);
    }
    if (seen.isEmpty()) {
      return Optional.empty();
    }
    Rollout.Builder message =
        whole.toBuilder()
            .clearTarget()
            .clearRequest()
            .clearReason()
            .clearNodeList()
            .addAllNodeList(seen)
            .clearNodes()
            .putAllNodes(tally(seen))
            .setTotal(seen.size())
            .clearBatches();
    for (RolloutBatch batch : whole.getBatchesList()) {
      List<RolloutNode> own =
          seen.stream().filter(node -> node.getBatch() == batch.getNumber()).toList();
      message.addBatches(
          batch.toBuilder()
              .clearNodeIds()
              .clearNodes()
              .putAllNodes(tally(own))
              .setTotal(own.size()));
    }
    return Optional.of(message.build());
  }

  private static Map<String, Integer> tally(List<RolloutNode> nodes) {
    Map<String, Integer> tally = new TreeMap<>();
    nodes.forEach(node -> tally.merge(node.getState(), 1, Integer::sum));
    return tally;
  }

  /** Does the caller see every node of it? */
  boolean whole(String id) {
    return !sight.limited()
        || reads
            .full(id)
            .map(RolloutMessages::of)
            .filter(all -> all.getNodeListList().stream().allMatch(n -> sight.sees(n.getNodeId())))
            .isPresent();
  }

  /** Refuses a change of a rollout that has nodes which the caller does not reach. */
  void requireWhole(String id) {
    if (!whole(id)) {
      throw Failure.denied(
          "the rollout "
              + id
              + " has nodes that this caller does not reach; only who reaches all of them may"
              + " change it");
    }
  }

  /** An event of a rollout that has nodes which the caller does not see. */
  RolloutEvent narrowed(RolloutEvent event) {
    RolloutEvent.Builder message = event.toBuilder().clearNodes().clearTally().clearReason();
    event.getNodesList().stream()
        .filter(node -> sight.sees(node.getNodeId()))
        .forEach(message::addNodes);
    message.getNotesBuilderList().forEach(note -> note.clearText());
    return message.build();
  }
}
