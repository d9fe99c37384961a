package io.muster.server.rollout;

import com.google.protobuf.Timestamp;
import io.muster.domain.rollout.NodeState;
import io.muster.domain.selector.Share;
import io.muster.protocol.v1.Rollout;
import io.muster.protocol.v1.RolloutBatch;
import io.muster.protocol.v1.RolloutEvent;
import io.muster.store.rollout.RolloutNodes;
import io.muster.store.rollout.RolloutReads.Seen;
import io.muster.store.rollout.RolloutRow;
import java.time.Instant;
import java.util.Arrays;

/** Rollouts as the API shows them. */
final class RolloutMessages {
  private RolloutMessages() {}

  /** With the nodes when they were read. */
  static Rollout of(RolloutRow row) {
    var rollout = row.rollout();
    Rollout.Builder message =
        Rollout.newBuilder()
            .setId(row.id())
            .setName(row.name())
            .setTarget(row.spec().getTarget())
            .setStrategy(row.spec().getStrategy())
            .setState(label(row))
            .setReason(rollout.reason())
            .setBatch(rollout.batch() + 1)
            .setAttempt(rollout.attempt())
            .setCreatedBy(row.createdBy())
            .setCreatedAt(timestamp(row.createdAt()))
            .setLastEvent(row.lastEvent())
            .setOwner(row.owner().replaceFirst("@\\d+$", ""))
            .setRequest(row.spec());
    counts(row, message);
    if (rollout.finishedAt() != null && row.closed()) {
      message.setFinishedAt(timestamp(rollout.finishedAt()));
    }
    if (rollout.run() != null && rollout.run().jobId() != null) {
      message.setJobId(rollout.run().jobId());
    }
    if (rollout.gate() != null) {
      message.setGate(rollout.gate().stage().label());
      if (rollout.gate().until() != null) {
        message.setGateUntil(timestamp(rollout.gate().until()));
      }
    }
    rollout.nodes().forEach(node -> message.addNodeList(RolloutNodes.message(node, row.jobs())));
    return message.build();
  }

  private static String label(RolloutRow row) {
    return row.rollout().phase().isFinal() && !row.closed() ? "finishing" : row.rollout().label();
  }

  private static void counts(RolloutRow row, Rollout.Builder message) {
    var tallies = row.tallies() == null ? row.counted().tallies() : row.tallies();
    int[] all = new int[NodeState.values().length];
    tallies.forEach(
        (batch, counts) -> {
          for (int i = 0; i < counts.length; i++) {
            all[i] += counts[i];
          }
          if (batch >= 0) {
            int total = Arrays.stream(counts).sum();
            message.addBatches(
                RolloutBatch.newBuilder()
                    .setNumber(batch + 1)
                    .setTotal(total)
                    .setParallel(parallel(row.spec().getParallel(), total))
                    .putAllNodes(RolloutNodes.byLabel(counts)));
          }
        });
    message.putAllNodes(RolloutNodes.byLabel(all)).setTotal(Arrays.stream(all).sum());
  }

  static int parallel(String share, int total) {
    return share.isEmpty() ? total : Share.parse(share).of(total);
  }

  static RolloutEvent event(Seen seen) {
    return seen.body().toBuilder().setSeq(seen.seq()).setAt(timestamp(seen.at())).build();
  }

  static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }
}
