package io.muster.server.jobs;

import static io.muster.server.jobs.ControlPlane.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.util.Durations;
import io.muster.local.postgres.EmbeddedPostgres;
import io.muster.local.postgres.TestDatabase;
import io.muster.protocol.FailureCode;
import io.muster.protocol.Subjects;
import io.muster.protocol.agent.v1.NodeResponse;
import io.muster.protocol.agent.v1.Outcome;
import io.muster.protocol.agent.v1.Task;
import io.muster.protocol.v1.Job;
import io.muster.protocol.v1.JobEvent;
import io.muster.server.Stage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of a command when messages are lost, late or senseless. */
class CommandFaultsTest extends CommandScene {
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
}
