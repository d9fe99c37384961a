package io.muster.server.compat;

import io.muster.protocol.LegacyApi;
import io.muster.protocol.NodesApi;
import io.muster.protocol.v1.GetNodeRequest;
import io.muster.protocol.v1.LegacyAgent;
import io.muster.protocol.v1.LegacyAgentId;
import io.muster.protocol.v1.LegacyAgentStatus;
import io.muster.protocol.v1.ListLegacyAgentsRequest;
import io.muster.protocol.v1.ListLegacyAgentsResponse;
import io.muster.protocol.v1.ListNodesRequest;
import io.muster.protocol.v1.ListNodesResponse;
import io.muster.protocol.v1.Node;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.runtime.Streams;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;

/**
 * Answers scripts that know the old routes.
 *
 * <p><b>Owns</b> nothing. <b>Hears</b> {@code muster.v1.Legacy}. <b>Says</b> {@code Jobs}, {@code
 * Files/Distribute} and {@code Nodes}, as whoever calls. <b>Crash</b>: as of what it calls; a task
 * that was made is found by its {@code Idempotency-Key}.
 */
public final class CompatVerticle extends VerticleBase {
  private Bus bus;

  @Override
  public Future<?> start() {
    bus = new Bus(vertx);
    OldTasks tasks = new OldTasks(bus, new Streams(vertx));
    return Future.all(
        List.of(
            bus.serveNoting(LegacyApi.CREATE_TASK, tasks::create),
            bus.serve(LegacyApi.LIST_TASKS, tasks::list),
            bus.serve(LegacyApi.GET_TASK, tasks::get),
            bus.serve(LegacyApi.TASK_LOGS, tasks::logs),
            bus.serveNoting(LegacyApi.CANCEL_TASK, tasks::cancel),
            bus.serve(LegacyApi.LIST_AGENTS, this::agents),
            bus.serve(LegacyApi.GET_AGENT, this::agent),
            bus.serve(LegacyApi.AGENT_STATUS, this::status)));
  }

  private ListLegacyAgentsResponse agents(ListLegacyAgentsRequest request, Caller caller) {
    String target =
        request.getStatus().isEmpty() ? "all" : "status == \"" + request.getStatus() + "\"";
    ListNodesRequest nodes =
        ListNodesRequest.newBuilder()
            .setTarget(target)
            .setPageSize(request.getPageSize())
            .setPageToken(request.getPageToken())
            .build();
    ListNodesResponse found = bus.read(NodesApi.LIST, nodes, caller).await();
    return ListLegacyAgentsResponse.newBuilder()
        .addAllAgents(found.getNodesList().stream().map(CompatVerticle::agent).toList())
        .setTotal(found.getTotal())
        .setNextPageToken(found.getNextPageToken())
        .build();
  }

  private LegacyAgent agent(LegacyAgentId request, Caller caller) {
    return agent(node(request, caller));
  }

  private LegacyAgentStatus status(LegacyAgentId request, Caller caller) {
    Node node = node(request, caller);
    LegacyAgentStatus.Builder status =
        LegacyAgentStatus.newBuilder()
            .setId(node.getId())
            .setStatus(node.getStatus())
            .setCordoned(node.getCordoned());
    if (node.hasLastSeenAt()) {
      status.setLastSeenAt(node.getLastSeenAt());
    }
    return status.build();
  }

  private Node node(LegacyAgentId request, Caller caller) {
    return bus.read(
            NodesApi.GET, GetNodeRequest.newBuilder().setId(request.getId()).build(), caller)
        .await();
  }

  private static LegacyAgent agent(Node node) {
    LegacyAgent.Builder agent =
        LegacyAgent.newBuilder()
            .setId(node.getId())
            .setName(node.getName())
            .setVersion(node.getAgentVersion())
            .setStatus(node.getStatus())
            .setCordoned(node.getCordoned())
            .putAllLabels(node.getLabelsMap())
            .addAllGroups(node.getGroupsList());
    if (node.hasEnrolledAt()) {
      agent.setRegisteredAt(node.getEnrolledAt());
    }
    if (node.hasLastSeenAt()) {
      agent.setLastSeenAt(node.getLastSeenAt());
    }
    return agent.build();
  }
}
