package io.muster.server.jobs;

import static io.muster.server.jobs.ControlPlane.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.protocol.FailureCode;
import io.muster.protocol.JobsApi;
import io.muster.protocol.agent.v1.Outcome;
import io.muster.protocol.v1.CancelJobRequest;
import io.muster.protocol.v1.Job;
import io.muster.protocol.v1.RetryJobRequest;
import io.muster.protocol.v1.WatchJobRequest;
import io.muster.runtime.Failure;
import io.muster.server.Stage;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a command does from its submit to its end, as those see it who watch. */
class CommandLifeTest extends CommandScene {
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
        JobsApi.RETRY, RetryJobRequest.newBuilder().setId(job.getId()).addStates("failed").build());
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
        JobsApi.CANCEL,
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
}
