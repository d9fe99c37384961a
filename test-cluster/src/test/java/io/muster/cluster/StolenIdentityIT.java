package io.muster.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.link.LinkOptions;
import io.muster.link.NatsLink;
import io.muster.link.identity.Bootstrap;
import io.muster.protocol.Subjects;
import io.muster.protocol.agent.v1.CancelTask;
import io.muster.protocol.agent.v1.CatchUp;
import io.muster.protocol.agent.v1.Ctl;
import io.muster.protocol.agent.v1.Event;
import io.muster.protocol.agent.v1.Finished;
import io.muster.protocol.agent.v1.NodeRequest;
import io.muster.protocol.agent.v1.Outcome;
import io.muster.protocol.agent.v1.Reply;
import io.muster.protocol.agent.v1.Shell;
import io.muster.protocol.agent.v1.Signed;
import io.muster.protocol.agent.v1.Task;
import io.muster.trust.SigningKey;
import io.muster.trust.Tls;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What somebody gains who has the identity of an agent, or rights on NATS: nothing. */
class StolenIdentityIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String THIEF = TestCluster.nodeId(0);
  private static final String VICTIM = TestCluster.nodeId(1);

  @RegisterExtension
  static final TestCluster cluster =
      TestCluster.builder()
          .servers(1)
          .agents(2)
          .server("nats.ackWait", "1s")
          .server("connector.insistAfter", "12s")
          .build();

  private static long counter(String name) throws IOException {
    HttpResponse<String> metrics = cluster.client().once(0, "GET", "/metrics", null, Map.of());
    return metrics
        .body()
        .lines()
        .filter(line -> line.startsWith(name + "_total"))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private static String log(String name) throws IOException {
    return Files.readString(cluster.root().resolve("logs").resolve(name + ".log"));
  }

  private static Submitted longOnVictim() {
    Submitted job = cluster.submit(VICTIM, "sleep 3; echo done");
    cluster.awaitTasks(job, 1, LONG, "running");
    return job;
  }

  private static void succeeds(Submitted job) {
    assertEquals("succeeded", cluster.awaitJobEnd(job, LONG).path("state").asText());
  }

  private static byte[] lie(String node, String taskId, int attempt, long seq) {
    Finished finished = Finished.newBuilder().setOutcome(Outcome.OUTCOME_FAILED).build();
    return Reply.newBuilder()
        .setNodeId(node)
        .setTaskId(taskId)
        .setAttempt(attempt)
        .setSeq(seq)
        .addEvents(Event.newBuilder().setAtMs(1).setFinished(finished))
        .build()
        .toByteArray();
  }

  @Test
  void hearsAndSaysNothingOnForeignSubjects() throws IOException {
    try (Thief thief = Thief.of(cluster, THIEF).connected()) {
      List<String> foreign =
          List.of(
              Subjects.task(VICTIM),
              Subjects.ctl(VICTIM),
              Subjects.inboxPrefix(VICTIM) + ">",
              "muster.agent.*.task",
              "muster.reply.>",
              "muster.beat.*",
              "muster.catchup.*",
              "$JS.API.>",
              "$JS.ACK.>",
              "$SYS.>",
              "_INBOX.>",
              ">");
      foreign.forEach(thief::hear);
      List<String> forbidden =
          List.of(
              Subjects.task(VICTIM),
              Subjects.reply(VICTIM, "x"),
              Subjects.beat(VICTIM),
              Subjects.catchup(VICTIM),
              Subjects.blob(VICTIM),
              "$JS.API.STREAM.PURGE.MUSTER_REPLIES",
              "$JS.API.STREAM.DELETE.MUSTER_TASKS",
              "$JS.API.DIRECT.GET.MUSTER_TASKS",
              "$JS.API.CONSUMER.MSG.NEXT.MUSTER_REPLIES.connector",
              "$SYS.REQ.SERVER.PING");
      byte[] body = "{}".getBytes();
      forbidden.forEach(subject -> thief.link.publish(subject, THIEF, body));
      thief.flush();
      succeeds(cluster.submit(VICTIM, "echo secret"));
      thief.flush();
      assertTrue(thief.heard.isEmpty(), () -> "heard " + thief.heard);
      int expected = foreign.size() + forbidden.size();
      Await.until("every try is refused", LONG, () -> thief.link.complaints().size() >= expected);
    }
  }

  @Test
  void repliesForAnotherNodesTaskAreDroppedAndCounted() throws IOException {
    long forged = counter("muster_replies_forged");
    long unreadable = counter("muster_replies_unreadable");
    Submitted job = longOnVictim();
    String task = job.id() + "-0";
    try (Thief thief = Thief.of(cluster, THIEF).connected()) {
      thief.link.publish(Subjects.reply(THIEF, task), lie(THIEF, task, 1, 2));
      thief.link.publish(Subjects.reply(THIEF, task), lie(VICTIM, task, 1, 2));
      thief.link.publish(Subjects.reply(THIEF, task), "no protobuf".getBytes());
      thief.flush();
      Await.until("counted", LONG, () -> counter("muster_replies_forged") == forged + 1);
      Await.until("counted", LONG, () -> counter("muster_replies_unreadable") == unreadable + 2);
    }
    succeeds(job);
  }

  @Test
  void forgedReplyToDestroysNothing() throws IOException {
    Submitted job = longOnVictim();
    String task = job.id() + "-0";
    NodeRequest ask =
        NodeRequest.newBuilder().setNodeId(THIEF).setCatchUp(CatchUp.getDefaultInstance()).build();
    long refused = counter("muster_catchup_refused");
    try (Thief thief = Thief.of(cluster, THIEF).connected()) {
      for (String target :
          List.of(
              Subjects.task(VICTIM),
              Subjects.ctl(VICTIM),
              Subjects.inboxPrefix(VICTIM) + "x",
              Subjects.reply(VICTIM, task),
              Subjects.beat(VICTIM),
              Subjects.catchup(VICTIM),
              "$JS.API.STREAM.PURGE.MUSTER_REPLIES",
              "$JS.API.STREAM.MSG.DELETE.MUSTER_REPLIES",
              "$JS.API.STREAM.DELETE.MUSTER_REPLIES",
              "$JS.API.CONSUMER.DELETE.MUSTER_REPLIES.connector")) {
        thief.link.publish(Subjects.reply(THIEF, "x"), target, "lure".getBytes());
        thief.link.publish(Subjects.catchup(THIEF), target, ask.toByteArray());
      }
      thief.flush();
      Await.until("refused", LONG, () -> counter("muster_catchup_refused") >= refused + 10);
    }
    succeeds(job);
    Await.until("told", LONG, () -> log(VICTIM).contains("message on the task subject"));
    succeeds(cluster.submit(VICTIM, "echo well"));
  }

  @Test
  void messageIdsOfAnotherAgentCannotBeOccupied() throws IOException {
    Submitted job = longOnVictim();
    try (Thief thief = Thief.of(cluster, THIEF).connected()) {
      for (int seq = 1; seq < 10; seq++) {
        String id = job.id() + "-0.1." + seq;
        thief.link.store(Subjects.reply(THIEF, "x"), "squat".getBytes(), id);
      }
      thief.flush();
    }
    succeeds(job);
  }

  @Test
  void runsNothingThatTheControlPlaneDidNotSign() throws IOException {
    Path mark = cluster.root().resolve("forged-ran");
    Bootstrap secrets =
        Bootstrap.ensure(cluster.trust(), Set.of(), Set.of(), Clock.systemUTC().instant());
    SigningKey genuine = secrets.folder().signingKey();
    String ca = secrets.folder().caPem();
    Task task = forgedTask(VICTIM, "touch " + mark);
    Signed signed = sign(genuine, "task", task.toByteArray());
    Signed broken =
        signed.toBuilder().setBody(forgedTask(VICTIM, "touch  " + mark).toByteString()).build();
    Signed other = sign(genuine, "task", forgedTask(THIEF, "touch " + mark).toByteArray());
    Signed kind = sign(genuine, "ctl", task.toByteArray());
    Ctl cancel =
        Ctl.newBuilder()
            .setNodeId(VICTIM)
            .setCancel(CancelTask.newBuilder().setTaskId("x"))
            .build();
    try (NatsLink link =
        NatsLink.open(
            LinkOptions.of(
                    "intruder",
                    List.of("tls://127.0.0.1:" + cluster.natsPort()),
                    "_INBOX.intruder.")
                .withTls(() -> Tls.trustingNamed(ca))
                .withCredentials(secrets.nats().controlPlane("intruder")))) {
      Await.until("the intruder connects", LONG, link::connected);
      for (Signed each :
          List.of(
              broken, other, kind, unsigned(task), sign(genuine, "task", cancel.toByteArray()))) {
        link.publish(Subjects.task(VICTIM), each.toByteArray());
      }
      link.publish(Subjects.ctl(VICTIM), sign(genuine, "task", cancel.toByteArray()).toByteArray());
      Await.until(
          "logged",
          LONG,
          () -> log(VICTIM).lines().filter(l -> l.contains("was dropped")).count() >= 5);
    }
    succeeds(cluster.submit(VICTIM, "echo well"));
    assertFalse(Files.exists(mark), "a forged task ran");
  }

  private static Task forgedTask(String node, String line) {
    return Task.newBuilder()
        .setNodeId(node)
        .setJobId("forged")
        .setTaskId("forged-0")
        .setAttempt(1)
        .setAcceptBeforeMs(Long.MAX_VALUE / 2)
        .setTimeoutMs(10_000)
        .setShell(Shell.newBuilder().setLine(line))
        .build();
  }

  private static Signed sign(SigningKey key, String kind, byte[] body) {
    return key.sign(kind, List.of(body)).getFirst();
  }

  private static Signed unsigned(Task task) {
    return Signed.newBuilder().setKind("task").setBody(task.toByteString()).setSize(1).build();
  }

  @Test
  void removedNodeIsCutOffAtOnceAndMayJoinAgainWithANewToken() throws IOException {
    String node = "doomed";
    int agent = cluster.addAgent(node, Map.of());
    cluster.startAgent(agent);
    cluster.awaitNodeStatus(node, "online", LONG);
    Submitted job = cluster.submit(node, "sleep 86403");
    cluster.awaitTasks(job, 1, LONG, "running");
    try (Thief thief = Thief.of(cluster, node).connected()) {
      long began = System.nanoTime();
      HttpResponse<String> removed =
          cluster.client().once(0, "DELETE", "/api/v1/nodes/" + node, null, Map.of());
      assertEquals(200, removed.statusCode(), removed.body());
      Await.until("it is cut off", Duration.ofSeconds(10), () -> !thief.link.connected());
      System.out.printf("cut off after %d ms%n", (System.nanoTime() - began) / 1_000_000);
      Await.until(
          "it is refused",
          LONG,
          () ->
              thief.link.complaints().stream()
                  .anyMatch(c -> c.toLowerCase(java.util.Locale.ROOT).contains("auth")));
      assertFalse(thief.link.connected(), "connected again");
    }
    cluster.awaitJobEnd(job, LONG);
    assertEquals("unknown", cluster.tasks(job).getFirst().path("state").asText());
    cluster.killAgent(agent);
    ClusterFiles.delete(cluster.root().resolve("agents").resolve(node));
    int again = cluster.addAgent(node, Map.of());
    cluster.startAgent(again);
    cluster.awaitNodeStatus(node, "online", LONG);
    succeeds(cluster.submit(node, "echo back"));
    cluster.killAgent(again);
    ObjectNode none = null;
    assertEquals(
        200,
        cluster.client().once(0, "DELETE", "/api/v1/nodes/" + node, none, Map.of()).statusCode());
    Await.until(
        "leftovers are nobody's",
        LONG,
        () -> {
          Signals.running("sleep", "86403").forEach(pid -> Signals.send("KILL", pid));
          return Signals.running("sleep", "86403").isEmpty();
        });
  }
}
