package io.muster.server.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.util.Durations;
import io.muster.protocol.FailureCode;
import io.muster.protocol.RolloutsApi;
import io.muster.protocol.Rpc;
import io.muster.protocol.agent.v1.Outcome;
import io.muster.protocol.agent.v1.Task;
import io.muster.protocol.v1.ExplainNodeRequest;
import io.muster.protocol.v1.GetRolloutRequest;
import io.muster.protocol.v1.Governor;
import io.muster.protocol.v1.Job;
import io.muster.protocol.v1.NodeExplanation;
import io.muster.protocol.v1.Rollout;
import io.muster.protocol.v1.RolloutChecks;
import io.muster.protocol.v1.RolloutEvent;
import io.muster.protocol.v1.RolloutNode;
import io.muster.protocol.v1.RolloutPlan;
import io.muster.protocol.v1.Shell;
import io.muster.protocol.v1.StartRolloutRequest;
import io.muster.protocol.v1.SteerRolloutRequest;
import io.muster.protocol.v1.WatchRolloutRequest;
import io.muster.runtime.Failure;
import io.muster.runtime.Streams;
import io.muster.server.Stage;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RolloutLifeTest {
  private static final String WORK = "work";
  private static final String UNDO = "undo";
  @TempDir Path dir;
  private ControlPlane plane;
  private final Map<String, ScriptedAgent> agents = new HashMap<>();

  @BeforeEach
  void start() throws IOException {
    plane = new ControlPlane(dir, "n1", "n2", "n3", "n4");
    plane.dispatch();
    plane.connector(Duration.ofSeconds(3));
  }

  @AfterEach
  void stop() {
    plane.close();
  }

  private void agents(BiConsumer<ScriptedAgent, Task> script) {
    for (String node : List.of("n1", "n2", "n3", "n4")) {
      agents.put(node, new ScriptedAgent(plane.stage, node, script));
    }
  }

  private List<String> lines(String node) {
    return agents.get(node).tasks.stream().map(task -> task.getShell().getLine()).toList();
  }

  static void fail(ScriptedAgent agent, Task task) {
    agent.send(
        agent
            .reply(task, 1)
            .addEvents(ScriptedAgent.accepted())
            .addEvents(ScriptedAgent.started())
            .addEvents(ScriptedAgent.finished(Outcome.OUTCOME_FAILED, "broken"))
            .build());
  }

  private static StartRolloutRequest.Builder rolling(String name) {
    return StartRolloutRequest.newBuilder()
        .setName(name)
        .setTarget("all")
        .setShell(Shell.newBuilder().setLine(WORK))
        .setUndoShell(Shell.newBuilder().setLine(UNDO))
        .setBatchSize("2");
  }

  private Rollout begin(StartRolloutRequest.Builder request) {
    return plane.stage.call(RolloutsApi.START, request.build());
  }

  private Rollout get(String name) {
    return plane.stage.call(
        RolloutsApi.GET, GetRolloutRequest.newBuilder().setId(name).setNodes(true).build());
  }

  private Rollout awaitState(String name, String state) {
    try {
      Stage.await("state " + state, () -> get(name).getState().equals(state));
    } catch (AssertionError e) {
      throw new AssertionError("it is " + get(name), e);
    }
    return get(name);
  }

  private Future<Rollout> steer(Rpc<SteerRolloutRequest, Rollout> verb, String name) {
    return plane.stage.start(
        verb, SteerRolloutRequest.newBuilder().setId(name).setReason("because").build());
  }

  private static Map<String, String> states(Rollout rollout) {
    Map<String, String> states = new HashMap<>();
    for (RolloutNode node : rollout.getNodeListList()) {
      states.put(node.getNodeId(), node.getState());
    }
    return states;
  }

  private List<RolloutEvent> history(String name) {
    List<RolloutEvent> seen = new CopyOnWriteArrayList<>();
    Stage.await(
        new Streams(plane.stage.vertx)
            .read(
                RolloutsApi.WATCH.address(),
                WatchRolloutRequest.newBuilder().setId(name).build(),
                RolloutEvent.getDefaultInstance(),
                Stage.CALLER,
                event -> {
                  seen.add(event);
                  return Future.succeededFuture();
                })
            .ended());
    return seen;
  }

  private static List<String> kinds(List<RolloutEvent> events) {
    return events.stream()
        .flatMap(event -> event.getNotesList().stream())
        .map(note -> note.getKind())
        .toList();
  }

  @Test
  void batchesFollowEachOtherAndWatchersSeeEveryEventOnce() {
    plane.rollouts("cp1");
    agents(ScriptedAgent::succeed);
    RolloutPlan plan =
        plane.stage.call(RolloutsApi.PLAN, rolling("a").setBatchSize("1,100%").build());
    assertEquals(List.of("n2", "n3", "n4"), plan.getBatches(1).getNodeIdsList());
    begin(rolling("a").setAutoAdvance(true));
    Rollout done = awaitState("a", "succeeded");
    assertEquals(Map.of("succeeded", 4), done.getNodesMap());
    assertEquals(2, done.getBatchesCount());
    List<RolloutEvent> events = history("a");
    assertEquals(
        LongStream.rangeClosed(1, done.getLastEvent()).boxed().toList(),
        events.stream().map(RolloutEvent::getSeq).toList());
    assertEquals(2, kinds(events).stream().filter("batch_ended"::equals).count());
    agents.keySet().forEach(node -> assertEquals(List.of(WORK), lines(node)));
  }

  @Test
  void aFailureRollsBackWhatWasChangedAndNothingElse() {
    plane.rollouts("cp1");
    agents(
        (agent, task) -> {
          if (agent.node.equals("n2") && task.getShell().getLine().equals(WORK)) {
            fail(agent, task);
          } else {
            agent.succeed(task);
          }
        });
    begin(rolling("b").setAutoAdvance(true).setOnFailure("rollback"));
    Rollout back = awaitState("b", "rolled_back");
    assertEquals(
        Map.of("n1", "undone", "n2", "undone", "n3", "waiting", "n4", "waiting"), states(back));
    assertEquals(List.of(WORK, UNDO), lines("n1"));
    assertEquals(List.of(), lines("n3"));
    assertTrue(back.getReason().contains("1 of 4 nodes failed"), back.getReason());
  }

  @Test
  void anUndoThatFailsIsSaidAndCanBeTriedAgain() {
    plane.rollouts("cp1");
    AtomicInteger undos = new AtomicInteger();
    agents(
        (agent, task) -> {
          boolean undo = task.getShell().getLine().equals(UNDO);
          if (agent.node.equals("n2") && (!undo || undos.incrementAndGet() == 1)) {
            fail(agent, task);
          } else {
            agent.succeed(task);
          }
        });
    begin(rolling("c").setAutoAdvance(true).setOnFailure("rollback"));
    Rollout failed = awaitState("c", "rollback_failed");
    assertEquals("undo_failed", states(failed).get("n2"));
    Stage.await(steer(RolloutsApi.ROLLBACK, "c"));
    assertEquals("undone", states(awaitState("c", "rolled_back")).get("n2"));
    assertEquals(List.of(WORK, UNDO), lines("n1"));
  }

  @Test
  void aStoppedRolloutIsRetriedOnWhatFailed() {
    plane.rollouts("cp1");
    AtomicInteger tries = new AtomicInteger();
    agents(
        (agent, task) -> {
          if (agent.node.equals("n1") && tries.incrementAndGet() == 1) {
            fail(agent, task);
          } else {
            agent.succeed(task);
          }
        });
    begin(rolling("d").setAutoAdvance(true));
    Rollout stopped = awaitState("d", "failed");
    assertEquals("failed", states(stopped).get("n1"));
    NodeExplanation why =
        plane.stage.call(RolloutsApi.EXPLAIN, ExplainNodeRequest.newBuilder().setId("n1").build());
    assertEquals("failed", why.getCauses(0).getKind());
    assertTrue(why.getCauses(0).getText().contains("broken"), why.toString());
    Stage.await(steer(RolloutsApi.RETRY, "d"));
    assertEquals(2, awaitState("d", "succeeded").getAttempt());
    assertEquals(List.of(WORK, WORK), lines("n1"));
    assertEquals(List.of(WORK), lines("n2"));
  }

  @Test
  void itWaitsForAPersonAndAPausedOneStartsNothing() {
    plane.rollouts("cp1");
    agents(ScriptedAgent::succeed);
    begin(rolling("e"));
    Rollout waiting = awaitState("e", "waiting");
    assertEquals("approval", waiting.getGate());
    NodeExplanation why =
        plane.stage.call(RolloutsApi.EXPLAIN, ExplainNodeRequest.newBuilder().setId("n4").build());
    assertEquals(
        List.of("batch", "gate"), why.getCausesList().stream().map(c -> c.getKind()).toList());
    Stage.await(steer(RolloutsApi.PAUSE, "e"));
    Failure refused = plane.stage.fail(steer(RolloutsApi.PROMOTE, "e"));
    assertEquals(FailureCode.CONFLICT, refused.code());
    Failure taken = plane.stage.fail(plane.stage.start(RolloutsApi.START, rolling("e").build()));
    assertEquals(FailureCode.CONFLICT, taken.code());
    Stage.await(steer(RolloutsApi.RESUME, "e"));
    Stage.await(steer(RolloutsApi.PROMOTE, "e"));
    awaitState("e", "succeeded");
    assertTrue(kinds(history("e")).containsAll(List.of("pause", "resume", "promote")));
  }

  @Test
  void aPauseInsideABatchBeginsOnNoFurtherNode() {
    plane.rollouts("cp1");
    List<Task> running = new CopyOnWriteArrayList<>();
    agents((agent, task) -> running.add(task));
    begin(rolling("f").setBatchSize("4").setParallel("1"));
    Stage.await("the first node", () -> running.size() == 1);
    Stage.await(steer(RolloutsApi.PAUSE, "f"));
    Stage.await(
        "the job to be held",
        () -> "t".equals(plane.stage.value("SELECT held FROM job ORDER BY id DESC LIMIT 1")));
    agents.get("n1").succeed(running.getFirst());
    Stage.await("its end", () -> states(get("f")).get("n1").equals("succeeded"));
    assertEquals(1, running.size());
    assertEquals("0", plane.stage.value("SELECT slots FROM job ORDER BY id DESC LIMIT 1"));
    Stage.await(steer(RolloutsApi.RESUME, "f"));
    Stage.await("the next node", () -> running.size() == 2);
    Stage.await(steer(RolloutsApi.ABORT, "f"));
    Stage.await(
        "the job to be cancelled",
        () ->
            "cancelling"
                .equals(plane.stage.value("SELECT state FROM job ORDER BY id DESC LIMIT 1")));
    agents
        .get("n2")
        .send(
            agents
                .get("n2")
                .reply(running.get(1), 1)
                .addEvents(ScriptedAgent.accepted())
                .addEvents(ScriptedAgent.started())
                .addEvents(ScriptedAgent.finished(Outcome.OUTCOME_CANCELLED, "told to"))
                .build());
    Rollout aborted = awaitState("f", "aborted");
    assertEquals(
        Map.of("n1", "succeeded", "n2", "failed", "n3", "waiting", "n4", "waiting"),
        states(aborted));
  }

  @Test
  void anotherNodeGoesOnWhenTheOwnerDies() {
    String first = plane.rollouts("cp1");
    List<Task> running = new CopyOnWriteArrayList<>();
    agents(
        (agent, task) -> {
          if (agent.node.equals("n1")) {
            running.add(task);
          } else {
            agent.succeed(task);
          }
        });
    begin(rolling("g").setAutoAdvance(true));
    Stage.await("the first batch", () -> running.size() == 1);
    Stage.await(plane.stage.vertx.undeploy(first));
    agents.get("n1").succeed(running.getFirst());
    plane.rollouts("cp2");
    Rollout done = awaitState("g", "succeeded");
    assertTrue(kinds(history("g")).contains("adopted"));
    assertEquals(Map.of("succeeded", 4), done.getNodesMap());
    assertEquals(List.of(WORK), lines("n1"));
    assertEquals("2", plane.stage.value("SELECT count(*) FROM job"));
  }

  @Test
  void promoteAndAbortTogetherEndInOneHistory() {
    plane.rollouts("cp1");
    agents(ScriptedAgent::succeed);
    for (int round = 0; round < 5; round++) {
      String name = "race-" + round;
      begin(rolling(name));
      awaitState(name, "waiting");
      Future<Rollout> promote = steer(RolloutsApi.PROMOTE, name);
      Future<Rollout> abort = steer(RolloutsApi.ABORT, name);
      Stage.await(Future.join(promote, abort).otherwiseEmpty());
      Stage.await("its end", () -> List.of("aborted", "succeeded").contains(get(name).getState()));
      Rollout end = get(name);
      assertTrue(promote.succeeded() || abort.succeeded());
      assertEquals(abort.succeeded(), end.getState().equals("aborted"), end.toString());
      List<Long> seqs = history(name).stream().map(RolloutEvent::getSeq).toList();
      assertEquals(LongStream.rangeClosed(1, seqs.size()).boxed().toList(), seqs);
    }
  }

  @Test
  void nodesThatAreAwayAreLeftOutAndTakenInWhenTheyReturn() {
    plane.stage.sql("UPDATE node SET status = 'offline' WHERE id = 'n4'");
    plane.stage.sql("UPDATE node SET cordoned = true WHERE id = 'n3'");
    plane.rollouts("cp1");
    agents(ScriptedAgent::succeed);
    begin(rolling("h").setAutoAdvance(true).setReturnFor(Durations.fromSeconds(60)));
    Rollout waiting = awaitState("h", "waiting");
    assertEquals("return", waiting.getGate());
    Map<String, String> reasons = new HashMap<>();
    waiting.getNodeListList().forEach(node -> reasons.put(node.getNodeId(), node.getMessage()));
    assertEquals("offline", reasons.get("n4"));
    assertEquals("cordoned", reasons.get("n3"));
    plane.stage.sql("UPDATE node SET status = 'online' WHERE id = 'n4'");
    Stage.await("n4", () -> states(get("h")).get("n4").equals("succeeded"));
    awaitState("h", "waiting");
    Stage.await(steer(RolloutsApi.PROMOTE, "h"));
    assertEquals(Map.of("succeeded", 3, "skipped", 1), awaitState("h", "succeeded").getNodesMap());
  }

  @Test
  void aHealthCommandThatFailsIsAFailureOfItsNode() {
    plane.rollouts("cp1");
    agents(
        (agent, task) -> {
          if (agent.node.equals("n2") && task.getShell().getLine().equals("healthy?")) {
            fail(agent, task);
          } else {
            agent.succeed(task);
          }
        });
    RolloutChecks.Builder checks =
        RolloutChecks.newBuilder()
            .setHealth(Shell.newBuilder().setLine("healthy?"))
            .setTimeout(Durations.fromSeconds(2))
            .setEvery(Durations.fromMillis(500));
    begin(rolling("i").setAutoAdvance(true).setChecks(checks));
    Rollout failed = awaitState("i", "failed");
    assertEquals("failed", states(failed).get("n2"));
    assertEquals("succeeded", states(failed).get("n1"));
    assertTrue(lines("n2").size() > 2, "it was tried again: " + lines("n2"));
    assertTrue(lines("n1").stream().filter("healthy?"::equals).count() == 1);
  }

  @Test
  void aGovernorBoundsJobsTogether() {
    List<Task> running = new CopyOnWriteArrayList<>();
    agents((agent, task) -> running.add(task));
    Governor two = Governor.newBuilder().setName("db").setCapacity(2).build();
    Job one = plane.submit(ControlPlane.request("n1,n2").setGovernor(two));
    Job other = plane.submit(ControlPlane.request("n3,n4").setGovernor(two));
    Stage.await("two tasks", () -> running.size() == 2);
    assertEquals("2", plane.stage.value("SELECT sum(slots) FROM job WHERE governor = 'db'"));
    for (int ended = 0; ended < 4; ended++) {
      int now = ended;
      Stage.await("task " + ended, () -> running.size() > now);
      assertTrue(running.size() - ended <= 2, "more than two at once");
      Task task = running.get(ended);
      agents.get(task.getNodeId()).succeed(task);
    }
    assertEquals("succeeded", plane.ended(one.getId()).getState());
    assertEquals("succeeded", plane.ended(other.getId()).getState());
    assertEquals("0", plane.stage.value("SELECT sum(slots) FROM job"));
    assertFalse(new ArrayList<>(running).isEmpty());
  }
}
