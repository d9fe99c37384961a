package io.muster.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of tasks when their agent dies, is away, or has more than it can do at once. */
class AgentFaultsIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String FIRST = TestCluster.nodeId(0);
  private static final String SECOND = TestCluster.nodeId(1);

  @RegisterExtension
  static final TestCluster cluster =
      TestCluster.builder()
          .servers(1)
          .agents(2)
          .agent("limits.parallel", 2)
          .agent("shell.grace", "500ms")
          .server("tasks.acceptGrace", "1s")
          .build();

  private static JsonNode onlyTask(Submitted job) {
    return cluster.tasks(job).getFirst();
  }

  private static Submitted submit(String node, String line, int ttlSeconds) {
    return cluster.submit(node, line, LONG, Duration.ofSeconds(ttlSeconds), Optional.empty());
  }

  @Test
  void endsAsUnknownWithoutASecondRunWhenAgentIsKilledMidCommand() {
    Submitted job = cluster.submit(FIRST, "setsid sleep 86401 & sleep 86401; sleep 86401");
    cluster.awaitTasks(job, 1, LONG, "running");
    Await.until("both run", LONG, () -> Signals.running("sleep", "86401").size() == 2);
    cluster.killAgent(0);
    cluster.startAgent(0);
    cluster.awaitJobEnd(job, LONG);
    assertEquals("unknown", onlyTask(job).path("state").asText());
    Await.until("what was left ended", LONG, () -> Signals.running("sleep", "86401").isEmpty());
    cluster.awaitNodeStatus(FIRST, "online", LONG);
    Submitted next = cluster.submit(FIRST, "echo well");
    assertEquals("succeeded", cluster.awaitJobEnd(next, LONG).path("state").asText());
  }

  @Test
  void runsOnceTheAgentThatWasAwayAtSubmitIsBackInTime() {
    cluster.killAgent(1);
    Submitted job = submit(SECOND, "echo late", 60);
    cluster.startAgent(1);
    assertEquals("succeeded", cluster.awaitJobEnd(job, LONG).path("state").asText());
  }

  @Test
  void expiresInTimeWhenTheAgentStaysAway() throws IOException {
    cluster.killAgent(1);
    Path mark = cluster.root().resolve("expired-ran");
    Submitted job = submit(SECOND, "touch " + mark, 2);
    cluster.awaitJobEnd(job, LONG);
    JsonNode task = onlyTask(job);
    assertEquals("expired", task.path("state").asText());
    Instant due = Instant.parse(task.path("acceptBefore").asText());
    Duration late = Duration.between(due, Instant.parse(task.path("finishedAt").asText()));
    assertTrue(late.compareTo(Duration.ofSeconds(20)) < 0, () -> "ended " + late + " late");
    cluster.startAgent(1);
    cluster.awaitNodeStatus(SECOND, "online", LONG);
    Submitted next = cluster.submit(SECOND, "echo well");
    cluster.awaitJobEnd(next, LONG);
    assertTrue(Files.notExists(mark), "ran after it had expired");
  }

  @Test
  void runsUpToTheLimitSideBySideAndCancelsWhatWaitsWithoutRunningIt() {
    Path mark = cluster.root().resolve("go");
    String line = "while ! test -e " + mark + "; do sleep 0.1; done";
    List<Submitted> running = List.of(submit(FIRST, line, 60), submit(FIRST, line, 60));
    running.forEach(job -> cluster.awaitTasks(job, 1, LONG, "running"));
    Submitted cancelled = submit(FIRST, "touch " + mark + ".cancelled", 60);
    Submitted waits = submit(FIRST, "echo mine", 60);
    cluster.awaitTasks(cancelled, 1, LONG, "dispatched");
    cluster.awaitTasks(waits, 1, LONG, "dispatched");
    cluster
        .client()
        .post("/api/v1/jobs/" + cancelled.id() + "/cancel", ClusterClient.JSON.createObjectNode());
    cluster.awaitJobEnd(cancelled, LONG);
    assertEquals("cancelled", onlyTask(cancelled).path("state").asText());
    running.forEach(job -> assertEquals("running", onlyTask(job).path("state").asText()));
    assertEquals("dispatched", onlyTask(waits).path("state").asText());
    assertTrue(mark.toFile().mkdir());
    assertEquals("succeeded", cluster.awaitJobEnd(waits, LONG).path("state").asText());
    running.forEach(
        job -> assertEquals("succeeded", cluster.awaitJobEnd(job, LONG).path("state").asText()));
    assertTrue(Files.notExists(Path.of(mark + ".cancelled")), "ran although it was cancelled");
  }

  @Test
  void cancelEndsEveryDescendantOfTheCommand() {
    String detached = "(setsid setsid nohup sleep 86402 >/dev/null 2>&1 &)";
    String line = "sh -c 'sleep 86402 & wait' & setsid sleep 86402 & " + detached + "; sleep 86402";
    Submitted job = cluster.submit(FIRST, line);
    Await.until("all run", LONG, () -> Signals.running("sleep", "86402").size() == 4);
    cluster
        .client()
        .post("/api/v1/jobs/" + job.id() + "/cancel", ClusterClient.JSON.createObjectNode());
    cluster.awaitJobEnd(job, LONG);
    assertEquals("cancelled", onlyTask(job).path("state").asText());
    assertEquals(List.of(), Signals.running("sleep", "86402"));
  }
}
