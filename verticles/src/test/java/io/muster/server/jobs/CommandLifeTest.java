package io.muster.server.jobs;

import static io.muster.server.jobs.ControlPlane.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.util.Durations;
import io.muster.local.postgres.EmbeddedPostgres;
import io.muster.local.postgres.TestDatabase;
import io.muster.protocol.Api;
import io.muster.protocol.FailureCode;
import io.muster.protocol.Subjects;
import io.muster.protocol.agent.v1.CatchUp;
import io.muster.protocol.agent.v1.NodeRequest;
import io.muster.protocol.agent.v1.NodeResponse;
import io.muster.protocol.agent.v1.Outcome;
import io.muster.protocol.agent.v1.Task;
import io.muster.protocol.v1.CancelJobRequest;
import io.muster.protocol.v1.Job;
import io.muster.protocol.v1.JobEvent;
import io.muster.protocol.v1.JobPlan;
import io.muster.protocol.v1.RetryJobRequest;
import io.muster.protocol.v1.WatchJobRequest;
import io.muster.runtime.Failure;
import io.muster.server.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLifeTest {
  private static final Duration INSIST = Duration.ofSeconds(3);
  @TempDir Path dir;
  private ControlPlane plane;

  @BeforeEach
  void start() throws IOException {
    plane = new ControlPlane(dir, "n1", "n2", "n3");
  }

  @AfterEach
  void stop() {
    plane.close();
  }

  private ScriptedAgent agent(String node) {
    return new ScriptedAgent(plane.stage, node, ScriptedAgent::succeed);
  }

  private ScriptedAgent idle(String node) {
    return new ScriptedAgent(plane.stage, node, (agent, task) -> {});
  }

  private static Task first(ScriptedAgent agent) {
    Stage.await("a task", () -> !agent.tasks.isEmpty());
    return agent.tasks.getFirst();
  }

  private Failure refusal(io.muster.protocol.v1.SubmitJobRequest.Builder request) {
    return plane.stage.fail(plane.stage.start(Api.Jobs.SUBMIT, request.build()));
  }

  private static WatchJobRequest.Builder watch(Job job) {
    return WatchJobRequest.newBuilder().setId(job.getId());
  }

  @Test
  void aCommandReachesItsNodesAndItsWatchersSeeEveryEventOnce() {
    plane.dispatch();
    plane.connector(INSIST);
    for (String node : List.of("n1", "n2", "n3")) {
      agent(node);
    }
    Job job = plane.submit(request("all"));
    ControlPlane.Watch all = plane.watch(watch(job));
    ControlPlane.Watch one = plane.watch(watch(job).setNodeId("n2"));
    all.ended();
    one.ended();
    assertEquals("succeeded", plane.ended(job.getId()).getState());
    assertEquals(LongStream.rangeClosed(1, 5).boxed().toList(), all.seqs());
    assertTrue(
        one.seen().stream().allMatch(e -> e.getNodeId().isEmpty() || e.getNodeId().equals("n2")));
    assertEquals(3, one.seen().size());
    for (long after = 0; after <= 6; after++) { // 6 is more than there are
      ControlPlane.Watch resumed = plane.watch(watch(job).setAfter(after));
      resumed.ended();
      assertEquals(LongStream.rangeClosed(after + 1, 5).boxed().toList(), resumed.seqs());
      ControlPlane.Watch filtered = plane.watch(watch(job).setAfter(after).setNodeId("n1"));
      filtered.ended();
    }
  }

  @Test
  void aWatcherThatDoesNotFollowEndsAndOneOfNoJobIsTold() {
    Job job = plane.submit(request("n1"));
    ControlPlane.Watch now = plane.watch(watch(job).setNoFollow(true));
    now.ended();
    assertEquals(List.of(1L), now.seqs());
    Failure none =
        plane.stage.fail(
            plane.watch(WatchJobRequest.newBuilder().setId("nothing")).reading().ended());
    assertEquals(FailureCode.NOT_FOUND, none.code());
  }

  @Test
  void aRetryAfterTheEndIsWatchedAndFencesTheAttemptBefore() {
    plane.dispatch();
    plane.connector(INSIST);
    ScriptedAgent agent =
        new ScriptedAgent(
            plane.stage,
            "n1",
            (self, task) -> {
              if (task.getAttempt() > 1) {
                self.send( // late words of the first attempt change nothing
                    self.reply(task, 2)
                        .setAttempt(1)
                        .addEvents(ScriptedAgent.finished(Outcome.OUTCOME_FAILED, "late"))
                        .build());
                self.succeed(task);
              } else {
                self.send(
                    self.reply(task, 1)
                        .addEvents(ScriptedAgent.finished(Outcome.OUTCOME_FAILED, "broken"))
                        .build());
              }
            });
    Job job = plane.submit(request("n1"));
    assertEquals("failed", plane.ended(job.getId()).getState());
    long last = plane.job(job.getId()).getLastEvent();
    plane.stage.call(
        Api.Jobs.RETRY,
        RetryJobRequest.newBuilder().setId(job.getId()).addStates("failed").build());
    ControlPlane.Watch resumed = plane.watch(watch(job).setAfter(last));
    resumed.ended();
    Job again = plane.job(job.getId());
    assertEquals("succeeded", again.getState());
    assertEquals(
        LongStream.rangeClosed(last + 1, again.getLastEvent()).boxed().toList(), resumed.seqs());
    assertEquals(2, agent.tasks.size());
  }

  @Test
  void largeOutputComesInPagesThatFitIntoMemory() {
    plane.dispatch();
    plane.connector(INSIST);
    byte[] chunk = "x".repeat(200_000).getBytes();
    new ScriptedAgent(
        plane.stage,
        "n1",
        (self, task) -> {
          if (task.getAttempt() == 1 && self.tasks.size() == 1) {
            for (int seq = 1; seq <= 60; seq++) {
              self.send(self.reply(task, seq).addEvents(ScriptedAgent.printed(chunk)).build());
            }
            self.send(
                self.reply(task, 61)
                    .addEvents(ScriptedAgent.finished(Outcome.OUTCOME_SUCCEEDED, ""))
                    .build());
          }
        });
    Job job = plane.submit(request("n1"));
    plane.ended(job.getId());
    ControlPlane.Watch all = plane.watch(watch(job));
    all.ended();
    assertEquals(LongStream.rangeClosed(1, 63).boxed().toList(), all.seqs());
    long bytes =
        all.seen().stream()
            .flatMap(e -> e.getOutputList().stream())
            .mapToLong(o -> o.getText().length())
            .sum();
    assertEquals(60 * 200_000, bytes);
  }

  @Test
  void whatPostgresqlRefusesIsEndedAloneAndTheRestIsCommitted() {
    plane.dispatch();
    ScriptedAgent one = idle("n1");
    ScriptedAgent two = idle("n2");
    Job job = plane.submit(request("n1,n2"));
    // An end with a character that no text of PostgreSQL holds, from an agent's clock gone mad.
    one.send(
        one.reply(first(one), 1)
            .addEvents(
                ScriptedAgent.finished(Outcome.OUTCOME_FAILED, "a\0b" + "c".repeat(100_000))
                    .toBuilder()
                    .setAtMs(Long.MAX_VALUE))
            .build());
    two.succeed(first(two));
    one.link.publish(Subjects.reply("n1", "x"), new byte[] {1, 2, 3});
    one.link.publish(Subjects.reply("n1", "x"), two.reply(first(two), 1).build().toByteArray());
    one.send(one.reply(first(two), 1).addEvents(ScriptedAgent.accepted()).build()); // another's
    plane.connector(INSIST);
    Job ended = plane.ended(job.getId());
    assertEquals(1, ended.getTasksOrThrow("succeeded"));
    assertEquals(1, ended.getTasksOrThrow("failed"));
    Stage.await("both", () -> plane.stage.count("muster.replies.unreadable") == 2);
    Stage.await("it", () -> plane.stage.count("muster.replies.forged") == 1);
    Stage.await("nothing is left", () -> plane.stage.replies.lag().join() == 0);
  }

  @Test
  void repliesInTheWrongOrderAreAppliedInTheRightOne() {
    plane.dispatch();
    plane.connector(Duration.ofSeconds(60));
    ScriptedAgent agent = idle("n1");
    Job job = plane.submit(request("n1").setTtl(Durations.fromSeconds(60)));
    Task task = first(agent);
    agent.send(
        agent
            .reply(task, 3)
            .addEvents(ScriptedAgent.finished(Outcome.OUTCOME_SUCCEEDED, ""))
            .build());
    agent.send(agent.reply(task, 2).addEvents(ScriptedAgent.started()).build());
    Stage.await("early ones", () -> plane.stage.count("muster.replies.early") >= 2);
    assertFalse(plane.job(job.getId()).hasFinishedAt());
    agent.send(agent.reply(task, 1).addEvents(ScriptedAgent.accepted()).build());
    ControlPlane.Watch watch = plane.watch(watch(job));
    watch.ended();
    List<String> states =
        watch.seen().stream().filter(JobEvent::hasAt).map(JobEvent::getTaskState).toList();
    assertEquals(List.of("", "accepted", "running", "succeeded", ""), states);
  }

  @Test
  void nothingIsLostWhilePostgresqlIsAway() {
    plane.dispatch();
    plane.connector(INSIST);
    plane.catchUp(64, 1 << 20);
    ScriptedAgent agent = idle("n1");
    Job job = plane.submit(request("n1").setTtl(Durations.fromSeconds(120)));
    Task task = first(agent);
    plane.stage.sql("CHECKPOINT"); // the test's server promises nothing for what it has not flushed
    TestDatabase.server().stop(EmbeddedPostgres.Stop.IMMEDIATE);
    try {
      agent.succeed(task);
      NodeResponse refused = agent.catchUp("");
      assertEquals("UNAVAILABLE", refused.getRefusal().getCode());
      assertTrue(refused.getRefusal().getRetryAfterMs() >= 1000);
      assertEquals(FailureCode.UNAVAILABLE, refusal(request("n1")).code());
      assertEquals(1, plane.stage.replies.lag().join());
    } finally {
      TestDatabase.server().start();
    }
    Stage.await(
        "the end",
        () ->
            "succeeded"
                .equals(
                    plane.stage.value("SELECT state FROM job WHERE id = '" + job.getId() + "'")));
  }

  @Test
  void whatNobodyTookIsSentAgainAndThenExpires() {
    plane.dispatch();
    plane.connector(INSIST);
    ScriptedAgent deaf = idle("n1");
    Job job = plane.submit(request("n1").setTtl(Durations.fromSeconds(4)));
    Stage.await("a second time", () -> deaf.tasks.size() >= 2);
    assertEquals(1, deaf.tasks.stream().map(Task::getTaskId).distinct().count());
    Job ended = plane.ended(job.getId());
    assertEquals(1, ended.getTasksOrThrow("expired"));
  }

  @Test
  void aTaskWhoseDeliveryWasLostIsSentByTheSweep() {
    ScriptedAgent agent = agent("n1");
    plane.connector(INSIST);
    Job job = plane.submit(request("n1")); // nobody dispatches: as if it had died just then
    plane.dispatch();
    assertEquals("succeeded", plane.ended(job.getId()).getState());
    assertEquals(1, agent.tasks.stream().map(Task::getTaskId).distinct().count());
  }

  @Test
  void aCancelIsToldAgainUntilTheAgentEndsTheTask() {
    plane.dispatch();
    plane.connector(INSIST);
    ScriptedAgent agent =
        new ScriptedAgent(
            plane.stage,
            "n1",
            (self, task) ->
                self.send(self.reply(task, 1).addEvents(ScriptedAgent.started()).build()));
    Job job = plane.submit(request("n1"));
    Stage.await("running", () -> plane.job(job.getId()).getTasksOrDefault("running", 0) == 1);
    plane.stage.call(
        Api.Jobs.CANCEL,
        CancelJobRequest.newBuilder().setId(job.getId()).setReason("enough").build());
    Stage.await("the order, and once more", () -> agent.orders.size() >= 2);
    assertEquals("enough", agent.orders.getFirst().getCancel().getReason());
    assertEquals("cancelling", plane.job(job.getId()).getState());
    agent.send(
        agent
            .reply(first(agent), 2)
            .addEvents(ScriptedAgent.finished(Outcome.OUTCOME_CANCELLED, "enough"))
            .build());
    assertEquals("cancelled", plane.ended(job.getId()).getState());
  }

  @Test
  void catchUpGivesPagesByCountAndBytesAndCancels() {
    plane.stage.sql("UPDATE node SET status = 'offline'");
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      ids.add(plane.submit(request("n1").setTtl(Durations.fromSeconds(300))).getId());
    }
    // Those whose time to be taken is over fill no page, and hide nothing behind them.
    for (String old : ids.subList(0, 3)) {
      plane.stage.sql(
          "UPDATE task SET accept_before = now() - interval '1 s' WHERE job_id = '" + old + "'");
    }
    String deployment = plane.catchUp(3, 1 << 20);
    ScriptedAgent agent = idle("n1");
    assertEquals(ids.subList(3, 7), pages(agent, 3));
    Stage.await(plane.stage.vertx.undeploy(deployment));
    var big = io.muster.protocol.v1.Shell.newBuilder().setLine("x".repeat(40_000));
    for (int i = 0; i < 3; i++) {
      ids.add(plane.submit(request("n1").setShell(big).setTtl(Durations.fromSeconds(300))).getId());
    }
    plane.catchUp(100, 65_536);
    assertEquals(ids.subList(3, 10), pages(agent, 100));
    plane.stage.call(Api.Jobs.CANCEL, CancelJobRequest.newBuilder().setId(ids.get(4)).build());
    NodeResponse response = agent.catchUp("");
    assertEquals(1, response.getPage().getCancelsCount());
    assertEquals(ids.get(4) + "-0", response.getPage().getCancels(0).getTaskId());
  }

  private static List<String> pages(ScriptedAgent agent, int atMost) {
    List<String> jobs = new ArrayList<>();
    String cursor = "";
    int pages = 0;
    do {
      var page = agent.catchUp(cursor).getPage();
      assertTrue(page.getTasksCount() <= atMost);
      page.getTasksList().forEach(s -> jobs.add(agent.task(s.toByteArray()).getJobId()));
      cursor = page.getCursor();
      assertTrue(++pages < 20);
    } while (!cursor.isEmpty());
    assertTrue(pages > 1);
    return jobs;
  }

  @Test
  void catchUpGathersQuestionsAndAnswersOnlyToTheAsker() throws Exception {
    plane.catchUp(10, 1 << 20);
    List<ScriptedAgent> agents = IntStream.rangeClosed(1, 3).mapToObj(i -> idle("n" + i)).toList();
    plane.submit(request("all").setTtl(Durations.fromSeconds(300)));
    List<CompletableFuture<Integer>> asking = new ArrayList<>();
    for (ScriptedAgent agent : agents) {
      asking.add(CompletableFuture.supplyAsync(() -> agent.catchUp("").getPage().getTasksCount()));
    }
    for (CompletableFuture<Integer> one : asking) {
      assertEquals(1, one.get(60, TimeUnit.SECONDS));
    }
    AtomicReference<byte[]> stolen = new AtomicReference<>();
    plane.stage.link.subscribe("_INBOX_n2.stolen", null, in -> stolen.set(in.data()));
    NodeRequest ask =
        NodeRequest.newBuilder().setNodeId("n1").setCatchUp(CatchUp.getDefaultInstance()).build();
    var thief = agents.getFirst().link;
    thief.publish(Subjects.catchup("n1"), "_INBOX_n2.stolen", ask.toByteArray());
    thief.publish(
        Subjects.catchup("n1"),
        "_INBOX_n1.x",
        ask.toBuilder().setNodeId("n2").build().toByteArray());
    thief.publish(Subjects.catchup("n1"), "muster.agent.n2.task", ask.toByteArray());
    Stage.await("refusals", () -> plane.stage.count("muster.catchup.refused") == 3);
    assertEquals(null, stolen.get());
  }

  @Test
  void plansLimitsAndBatchesAreFrozenAndTheSameRequestIsOneJob() {
    plane.dispatch();
    plane.connector(INSIST);
    JobPlan plan = plane.stage.call(Api.Jobs.PLAN, request("all").setBatch("50%").build());
    assertEquals(List.of("n1", "n2", "n3"), plan.getNodeIdsList());
    assertEquals(2, plan.getParallel());
    assertEquals("0", plane.stage.value("SELECT count(*) FROM job"));
    Job limited = plane.submit(request("all").setLimit("2").setRequestId("k"));
    assertEquals(2, limited.getTotal());
    assertEquals(
        limited.getId(), plane.submit(request("all").setLimit("2").setRequestId("k")).getId());
    assertEquals(
        FailureCode.CONFLICT, refusal(request("all").setLimit("3").setRequestId("k")).code());
    plane.stage.call(Api.Jobs.CANCEL, CancelJobRequest.newBuilder().setId(limited.getId()).build());
    List<ScriptedAgent> agents = IntStream.rangeClosed(1, 3).mapToObj(i -> idle("n" + i)).toList();
    Job one = plane.submit(request("all").setBatch("1").setTtl(Durations.fromSeconds(60)));
    for (ScriptedAgent agent : agents) {
      Stage.await(
          "its turn", () -> agent.tasks.stream().anyMatch(t -> t.getJobId().equals(one.getId())));
      Job now = plane.job(one.getId());
      assertEquals(1, now.getTasksOrDefault("dispatched", 0), "one at a time");
      agent.succeed(
          agent.tasks.stream().filter(t -> t.getJobId().equals(one.getId())).findFirst().get());
    }
    assertEquals("succeeded", plane.ended(one.getId()).getState());
  }

  @Test
  void aTargetThatPicksNothingOrIsWrongIsRefusedByWords() {
    Failure none = refusal(request("labels['role'] == 'web'"));
    assertEquals(FailureCode.NOT_FOUND, none.code());
    assertTrue(none.getMessage().contains("labels['role'] == 'web'"), none.getMessage());
    Failure wrong = refusal(request("id == 'n1' &&"));
    assertEquals(FailureCode.INVALID, wrong.code());
    assertTrue(wrong.getMessage().contains("1:"), wrong.getMessage());
    assertEquals("0", plane.stage.value("SELECT count(*) FROM job"));
    assertEquals(FailureCode.INVALID, refusal(request("n1").setName("a\0b")).code());
  }
}
