package io.muster.protocol;

import io.muster.protocol.v1.ExplainNodeRequest;
import io.muster.protocol.v1.GetRolloutRequest;
import io.muster.protocol.v1.ListRolloutsRequest;
import io.muster.protocol.v1.ListRolloutsResponse;
import io.muster.protocol.v1.NodeExplanation;
import io.muster.protocol.v1.Rollout;
import io.muster.protocol.v1.RolloutEvent;
import io.muster.protocol.v1.RolloutPlan;
import io.muster.protocol.v1.RolloutsProto;
import io.muster.protocol.v1.StartRolloutRequest;
import io.muster.protocol.v1.SteerRolloutRequest;
import io.muster.protocol.v1.WatchRolloutRequest;

/** The typed handles of {@code muster.v1.Rollouts}. */
public final class RolloutsApi {
  private RolloutsApi() {}

  public static final Rpc<StartRolloutRequest, Rollout> START =
      Rpc.of(
          RolloutsProto.getDescriptor(),
          "Rollouts",
          "Start",
          StartRolloutRequest.getDefaultInstance(),
          Rollout.getDefaultInstance());

  public static final Rpc<StartRolloutRequest, RolloutPlan> PLAN =
      Rpc.of(
          RolloutsProto.getDescriptor(),
          "Rollouts",
          "Plan",
          StartRolloutRequest.getDefaultInstance(),
          RolloutPlan.getDefaultInstance());

  public static final Rpc<GetRolloutRequest, Rollout> GET =
      Rpc.of(
          RolloutsProto.getDescriptor(),
          "Rollouts",
          "Get",
          GetRolloutRequest.getDefaultInstance(),
          Rollout.getDefaultInstance());

  public static final Rpc<ListRolloutsRequest, ListRolloutsResponse> LIST =
      Rpc.of(
          RolloutsProto.getDescriptor(),
          "Rollouts",
          "List",
          ListRolloutsRequest.getDefaultInstance(),
          ListRolloutsResponse.getDefaultInstance());

  public static final Rpc<SteerRolloutRequest, Rollout> PAUSE =
      Rpc.of(
          RolloutsProto.getDescriptor(),
          "Rollouts",
          "Pause",
          SteerRolloutRequest.getDefaultInstance(),
          Rollout.getDefaultInstance());

  public static final Rpc<SteerRolloutRequest, Rollout> RESUME =
      Rpc.of(
          RolloutsProto.getDescriptor(),
          "Rollouts",
          "Resume",
          SteerRolloutRequest.getDefaultInstance(),
          Rollout.getDefaultInstance());

  public static final Rpc<SteerRolloutRequest, Rollout> PROMOTE =
      Rpc.of(
          RolloutsProto.getDescriptor(),
          "Rollouts",
          "Promote",
          SteerRolloutRequest.getDefaultInstance(),
          Rollout.getDefaultInstance());

  public static final Rpc<SteerRolloutRequest, Rollout> ABORT =
      Rpc.of(
          RolloutsProto.getDescriptor(),
          "Rollouts",
          "Abort",
          SteerRolloutRequest.getDefaultInstance(),
          Rollout.getDefaultInstance());

  public static final Rpc<SteerRolloutRequest, Rollout> RETRY =
      Rpc.of(
          RolloutsProto.getDescriptor(),
          "Rollouts",
          "Retry",
          SteerRolloutRequest.getDefaultInstance(),
          Rollout.getDefaultInstance());

  public static final Rpc<SteerRolloutRequest, Rollout> ROLLBACK =
      Rpc.of(
          RolloutsProto.getDescriptor(),
          "Rollouts",
          "Rollback",
          SteerRolloutRequest.getDefaultInstance(),
          Rollout.getDefaultInstance());

  public static final Rpc<WatchRolloutRequest, RolloutEvent> WATCH =
      Rpc.of(
          RolloutsProto.getDescriptor(),
          "Rollouts",
          "Watch",
          WatchRolloutRequest.getDefaultInstance(),
          RolloutEvent.getDefaultInstance());

  public static final Rpc<ExplainNodeRequest, NodeExplanation> EXPLAIN =
      Rpc.of(
          RolloutsProto.getDescriptor(),
          "Rollouts",
          "Explain",
          ExplainNodeRequest.getDefaultInstance(),
          NodeExplanation.getDefaultInstance());
}
