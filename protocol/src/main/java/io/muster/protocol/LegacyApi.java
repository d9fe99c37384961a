package io.muster.protocol;

import com.google.protobuf.Message;
import io.muster.protocol.v1.LegacyAgent;
import io.muster.protocol.v1.LegacyAgentId;
import io.muster.protocol.v1.LegacyAgentStatus;
import io.muster.protocol.v1.LegacyProto;
import io.muster.protocol.v1.LegacyTask;
import io.muster.protocol.v1.LegacyTaskId;
import io.muster.protocol.v1.LegacyTaskLogs;
import io.muster.protocol.v1.LegacyTaskRequest;
import io.muster.protocol.v1.ListLegacyAgentsRequest;
import io.muster.protocol.v1.ListLegacyAgentsResponse;
import io.muster.protocol.v1.ListLegacyTasksRequest;
import io.muster.protocol.v1.ListLegacyTasksResponse;

/** The typed handles of {@code muster.v1.Legacy}. */
public final class LegacyApi {
  private LegacyApi() {}

  private static <Q extends Message, R extends Message> Rpc<Q, R> rpc(
      String method, Q requestType, R responseType) {
    return Rpc.of(LegacyProto.getDescriptor(), "Legacy", method, requestType, responseType);
  }

  public static final Rpc<LegacyTaskRequest, LegacyTask> CREATE_TASK =
      rpc("CreateTask", LegacyTaskRequest.getDefaultInstance(), LegacyTask.getDefaultInstance());

  public static final Rpc<ListLegacyTasksRequest, ListLegacyTasksResponse> LIST_TASKS =
      rpc(
          "ListTasks",
          ListLegacyTasksRequest.getDefaultInstance(),
          ListLegacyTasksResponse.getDefaultInstance());

  public static final Rpc<LegacyTaskId, LegacyTask> GET_TASK =
      rpc("GetTask", LegacyTaskId.getDefaultInstance(), LegacyTask.getDefaultInstance());

  public static final Rpc<LegacyTaskId, LegacyTaskLogs> TASK_LOGS =
      rpc("TaskLogs", LegacyTaskId.getDefaultInstance(), LegacyTaskLogs.getDefaultInstance());

  public static final Rpc<LegacyTaskId, LegacyTask> CANCEL_TASK =
      rpc("CancelTask", LegacyTaskId.getDefaultInstance(), LegacyTask.getDefaultInstance());

  public static final Rpc<ListLegacyAgentsRequest, ListLegacyAgentsResponse> LIST_AGENTS =
      rpc(
          "ListAgents",
          ListLegacyAgentsRequest.getDefaultInstance(),
          ListLegacyAgentsResponse.getDefaultInstance());

  public static final Rpc<LegacyAgentId, LegacyAgent> GET_AGENT =
      rpc("GetAgent", LegacyAgentId.getDefaultInstance(), LegacyAgent.getDefaultInstance());

  public static final Rpc<LegacyAgentId, LegacyAgentStatus> AGENT_STATUS =
      rpc(
          "AgentStatus",
          LegacyAgentId.getDefaultInstance(),
          LegacyAgentStatus.getDefaultInstance());
}
