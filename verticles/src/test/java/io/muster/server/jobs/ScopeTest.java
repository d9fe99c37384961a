package io.muster.server.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Message;
import io.muster.protocol.FailureCode;
import io.muster.protocol.JobsApi;
import io.muster.protocol.RolloutsApi;
import io.muster.protocol.Rpc;
import io.muster.protocol.v1.CancelJobRequest;
import io.muster.protocol.v1.ExplainNodeRequest;
import io.muster.protocol.v1.GetJobRequest;
import io.muster.protocol.v1.GetRolloutRequest;
import io.muster.protocol.v1.Job;
import io.muster.protocol.v1.JobEvent;
import io.muster.protocol.v1.ListJobsRequest;
import io.muster.protocol.v1.ListRolloutsRequest;
import io.muster.protocol.v1.ListTasksRequest;
import io.muster.protocol.v1.RetryJobRequest;
import io.muster.protocol.v1.Rollout;
import io.muster.protocol.v1.RolloutEvent;
import io.muster.protocol.v1.RolloutNode;
import io.muster.protocol.v1.Shell;
import io.muster.protocol.v1.StartRolloutRequest;
import io.muster.protocol.v1.SteerRolloutRequest;
import io.muster.protocol.v1.Task;
import io.muster.protocol.v1.WatchJobRequest;
import io.muster.protocol.v1.WatchRolloutRequest;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.runtime.Streams;
import io.muster.server.Stage;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What somebody who is limited to the node n1 sees and does of jobs and rollouts. */
class ScopeTest extends CommandScene {
  private static final Caller TOM =
      new Caller("tom", Set.of("operator"), "id in [\"n1\"]", "token:t", "0".repeat(32));
  private static final Caller NOBODY =
      new Caller("nobody", Set.of("operator"), "", "token:n", "0".repeat(32));

  private <Q extends Message, R extends Message> Future<R> asked(Rpc<Q, R> rpc, Q request) {
    return new Bus(plane.stage.vertx).call(rpc, request, TOM);
  }

  private <Q extends Message, R extends Message> R tom(Rpc<Q, R> rpc, Q request) {
    return Stage.await(asked(rpc, request));
  }

  private <Q extends Message, R extends Message> FailureCode refused(Rpc<Q, R> rpc, Q request) {
    return plane.stage.fail(asked(rpc, request)).code();
  }

  private <R extends Message> List<R> stream(Rpc<?, R> rpc, Message request) {
    List<R> seen = new CopyOnWriteArrayList<>();
    Stage.await(
        new Streams(plane.stage.vertx)
            .read(
                rpc.address(),
                request,
                rpc.responseType(),
                TOM,
                item -> {
                  seen.add(item);
                  return Future.succeededFuture();
                })
            .ended());
    return seen;
  }

  private static GetJobRequest get(Job job) {
    return GetJobRequest.newBuilder().setId(job.getId()).build();
  }

  @Test
  void aJobIsFrozenOnTheNodesThatTheCallerReaches() {
    Job job = tom(JobsApi.SUBMIT, ControlPlane.request("all").build());
    assertEquals(1, job.getTotal());
    var tasks = ListTasksRequest.newBuilder().setId(job.getId()).build();
    assertEquals("n1", plane.stage.call(JobsApi.LIST_TASKS, tasks).getTasks(0).getNodeId());
    assertEquals(
        List.of("n1"),
        tom(JobsApi.PLAN, ControlPlane.request("id != \"\"").build()).getNodeIdsList());
    assertEquals(
        FailureCode.NOT_FOUND, refused(JobsApi.SUBMIT, ControlPlane.request("n2").build()));
    assertEquals(
        FailureCode.NOT_FOUND, refused(JobsApi.SUBMIT, ControlPlane.request("n1,n2").build()));
    var nobody =
        new Bus(plane.stage.vertx)
            .call(JobsApi.SUBMIT, ControlPlane.request("all").build(), NOBODY);
    assertEquals(FailureCode.NOT_FOUND, plane.stage.fail(nobody).code());
  }

  @Test
  void ofOthersJobsHeSeesHisNodesOnly() {
    Job all = plane.submit(ControlPlane.request("all"));
    Job elsewhere = plane.submit(ControlPlane.request("n2"));
    Job seen = tom(JobsApi.GET, get(all));
    assertEquals(1, seen.getTotal());
    assertEquals(1, seen.getTasksMap().values().stream().mapToInt(Integer::intValue).sum());
    assertEquals("", seen.getTarget());
    assertEquals(FailureCode.NOT_FOUND, refused(JobsApi.GET, get(elsewhere)));
    assertEquals(
        List.of(all.getId()),
        tom(JobsApi.LIST, ListJobsRequest.getDefaultInstance()).getJobsList().stream()
            .map(Job::getId)
            .toList());
    var tasks = ListTasksRequest.newBuilder().setId(all.getId());
    assertEquals(
        List.of("n1"),
        tom(JobsApi.LIST_TASKS, tasks.build()).getTasksList().stream()
            .map(Task::getNodeId)
            .toList());
    assertEquals(
        0, tom(JobsApi.LIST_TASKS, tasks.setNodeId("n2").build()).getTasksCount(), "nor by name");
    assertEquals(
        FailureCode.NOT_FOUND,
        refused(
            JobsApi.LIST_TASKS, ListTasksRequest.newBuilder().setId(elsewhere.getId()).build()));
  }

  @Test
  void outputOfOtherNodesIsNotStreamedToHim() {
    agent("n1");
    agent("n2");
    agent("n3");
    plane.dispatch();
    plane.connector(INSIST);
    Job job = plane.ended(plane.submit(ControlPlane.request("all")).getId());
    List<JobEvent> seen =
        stream(JobsApi.WATCH, WatchJobRequest.newBuilder().setId(job.getId()).build());
    assertTrue(seen.stream().anyMatch(event -> event.getNodeId().equals("n1")));
    assertTrue(seen.stream().allMatch(event -> Set.of("", "n1").contains(event.getNodeId())));
    assertTrue(seen.stream().filter(JobEvent::hasJob).allMatch(e -> e.getJob().getTotal() == 1));
    assertTrue(seen.getLast().getJob().hasFinishedAt(), "it ends");
  }

  @Test
  void heChangesOnlyWhatIsAllHis() {
    Job all = plane.submit(ControlPlane.request("all"));
    Job own = plane.submit(ControlPlane.request("n1"));
    var cancel = CancelJobRequest.newBuilder();
    assertEquals(FailureCode.DENIED, refused(JobsApi.CANCEL, cancel.setId(all.getId()).build()));
    assertEquals(
        FailureCode.DENIED,
        refused(
            JobsApi.RETRY,
            RetryJobRequest.newBuilder().setId(all.getId()).addStates("failed").build()));
    tom(JobsApi.CANCEL, cancel.setId(own.getId()).build());
  }

  private static StartRolloutRequest.Builder rollout(String name) {
    return StartRolloutRequest.newBuilder()
        .setName(name)
        .setTarget("all")
        .setShell(Shell.newBuilder().setLine("true"))
        .setBatchSize("1");
  }

  private static List<String> nodes(Rollout rollout) {
    return rollout.getNodeListList().stream().map(RolloutNode::getNodeId).toList();
  }

  @Test
  void rolloutsAreLimitedAlike() {
    plane.rollouts("cp");
    Rollout whole = plane.stage.call(RolloutsApi.START, rollout("whole").build());
    Rollout own = tom(RolloutsApi.START, rollout("own").build());
    var get = GetRolloutRequest.newBuilder().setNodes(true);
    assertEquals(List.of("n1"), nodes(tom(RolloutsApi.GET, get.setId(own.getId()).build())));
    Rollout seen = tom(RolloutsApi.GET, get.setId("whole").build());
    assertEquals(List.of("n1"), nodes(seen));
    assertEquals(1, seen.getTotal());
    assertEquals("", seen.getTarget());
    assertEquals("", seen.getRequest().getTarget());
    assertEquals(
        2, tom(RolloutsApi.LIST, ListRolloutsRequest.getDefaultInstance()).getRolloutsCount());
    var steer = SteerRolloutRequest.newBuilder();
    for (var rpc : List.of(RolloutsApi.PAUSE, RolloutsApi.ABORT, RolloutsApi.ROLLBACK)) {
      assertEquals(FailureCode.DENIED, refused(rpc, steer.setId("whole").build()));
    }
    tom(RolloutsApi.ABORT, steer.setId("own").build());
    assertEquals(
        FailureCode.NOT_FOUND,
        refused(RolloutsApi.EXPLAIN, ExplainNodeRequest.newBuilder().setId("n2").build()));
    tom(RolloutsApi.EXPLAIN, ExplainNodeRequest.newBuilder().setId("n1").build());
    List<RolloutEvent> events =
        stream(
            RolloutsApi.WATCH,
            WatchRolloutRequest.newBuilder().setId(whole.getId()).setNoFollow(true).build());
    assertTrue(
        events.stream()
            .flatMap(event -> event.getNodesList().stream())
            .allMatch(node -> node.getNodeId().equals("n1")));
    plane.stage.call(RolloutsApi.START, rollout("elsewhere").setTarget("n3").build());
    assertEquals(FailureCode.NOT_FOUND, refused(RolloutsApi.GET, get.setId("elsewhere").build()));
  }
}
