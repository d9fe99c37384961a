package io.muster.server.rollout;

import io.muster.domain.rollout.Phase;
import io.muster.domain.rollout.RolloutNode;
import io.muster.protocol.FailureCode;
import io.muster.protocol.Internal;
import io.muster.protocol.Rpc;
import io.muster.protocol.internal.v1.AssignConfigRequest;
import io.muster.protocol.internal.v1.AssignedConfig;
import io.muster.protocol.internal.v1.ConfigChangeRequest;
import io.muster.protocol.internal.v1.PreviewConfigRequest;
import io.muster.protocol.internal.v1.StageConfigRequest;
import io.muster.protocol.v1.ConfigWork;
import io.muster.protocol.v1.PlannedChange;
import io.muster.protocol.v1.RolledConfig;
import io.muster.protocol.v1.StartRolloutRequest;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.store.Fence;
import io.muster.store.rollout.RolloutRow;
import java.util.List;

/**
 * The change of configuration behind a rollout; its id is the rollout's. Each call carries the
 * lease, and a name that is the same whoever makes it, so that it is done once and never late.
 */
final class ConfigChanges {
  private final Bus bus;

  ConfigChanges(Bus bus) {
    this.bus = bus;
  }

  /** What it would change on those nodes; fails when it would be refused. */
  List<PlannedChange> preview(StartRolloutRequest spec, List<String> nodes, Caller caller) {
    PreviewConfigRequest request =
        PreviewConfigRequest.newBuilder().setStage(stage(spec)).addAllNodeIds(nodes).build();
    return bus.read(Internal.PREVIEW_CONFIG, request, caller).await().getChangesList();
  }

  private static StageConfigRequest.Builder stage(StartRolloutRequest spec) {
    RolledConfig config = spec.getConfig();
    return StageConfigRequest.newBuilder()
        .setComponent(config.getComponent())
        .setTarget(spec.getTarget())
        .setPriority(config.getPriority())
        .setDocumentJson(config.getDocumentJson())
        .setComment(spec.getReason());
  }

  /** Gives nodes the document; returns what they are to reach. */
  ConfigWork assign(RolloutRow row, int run, List<RolloutNode> nodes, Fence fence) {
    bus.call(
            Internal.STAGE_CONFIG,
            stage(row.spec()).setChangeId(row.id()).setFence(message(fence)).build(),
            Jobs.starter(row))
        .await();
    AssignedConfig given =
        call(row, Internal.ASSIGN_CONFIG, request(row, run + "", ids(nodes), fence));
    return ConfigWork.newBuilder()
        .setComponent(given.getComponent())
        .setRevision(given.getRevision())
        .build();
  }

  /** Gives nodes what they had before; the same run again does nothing more. */
  AssignedConfig revert(RolloutRow row, int run, List<RolloutNode> nodes, Fence fence) {
    return call(row, Internal.REVERT_CONFIG, request(row, run + "", ids(nodes), fence));
  }

  /** Nodes that a run was to work on, and will not, are as they were. */
  void takeBack(RolloutRow row, int run, List<RolloutNode> nodes, Fence fence) {
    try {
      call(row, Internal.REVERT_CONFIG, request(row, run + "/back", ids(nodes), fence));
    } catch (Failure e) {
      if (e.code() != FailureCode.NOT_FOUND) { // it was not even staged
        throw e;
      }
    }
  }

  /** Ends the change as the rollout ended; returns what that means, for its history. */
  String close(RolloutRow row, Fence fence) {
    Phase phase = row.rollout().phase();
    ConfigChangeRequest change =
        ConfigChangeRequest.newBuilder().setChangeId(row.id()).setFence(message(fence)).build();
    try {
      return switch (phase) {
        case SUCCEEDED -> {
          call(row, Internal.FINISH_CONFIG, change);
          yield "the document is that of " + row.spec().getTarget() + " now";
        }
        case ROLLED_BACK -> {
          call(row, Internal.REVERT_CONFIG, request(row, "end", List.of(), fence));
          yield "the document is what it was before";
        }
        default -> {
          call(row, Internal.RELEASE_CONFIG, change);
          yield "nodes keep what they have until the document is changed";
        }
      };
    } catch (Failure e) {
      if (e.code() == FailureCode.NOT_FOUND) {
        return "no node was given the document, and it was not changed";
      }
      if (e.code() == FailureCode.CONFLICT) {
        return e.getMessage();
      }
      throw e;
    }
  }

  private <Q extends com.google.protobuf.Message> AssignedConfig call(
      RolloutRow row, Rpc<Q, AssignedConfig> rpc, Q request) {
    return bus.call(rpc, request, Jobs.starter(row)).await();
  }

  private static AssignConfigRequest request(
      RolloutRow row, String call, List<String> nodes, Fence fence) {
    return AssignConfigRequest.newBuilder()
        .setChangeId(row.id())
        .addAllNodeIds(nodes)
        .setCallId("rollout/" + row.id() + "/" + call)
        .setFence(message(fence))
        .build();
  }

  private static io.muster.protocol.internal.v1.Fence message(Fence fence) {
    return io.muster.protocol.internal.v1.Fence.newBuilder()
        .setLease(fence.lease())
        .setEpoch(fence.epoch())
        .build();
  }

  static List<String> ids(List<RolloutNode> nodes) {
    return nodes.stream().map(RolloutNode::nodeId).toList();
  }
}
