package io.muster.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.cluster.emulator.CannedWork;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rollouts over 60 emulated agents while the node that conducts them is killed. */
class RolloutIT {
  private static final Duration LONG = Duration.ofSeconds(120);
  private static final Duration ADOPTION = Duration.ofSeconds(10);

  @RegisterExtension
  static final TestCluster cluster = TestCluster.builder().servers(3).emulated(60).build();

  @BeforeEach
  void commandsTakeASecond() {
    cluster.emulator().work(new CannedWork(Duration.ofSeconds(1), 10, 0));
  }

  private static JsonNode start(String name, boolean advance, String undo, String onFailure) {
    return cluster.client().post("/api/v1/rollouts", body(name, advance, undo, onFailure));
  }

  private static ObjectNode body(String name, boolean advance, String undo, String onFailure) {
    ObjectNode body = ClusterClient.JSON.createObjectNode();
    body.put("requestId", name).put("name", name).put("target", cluster.emulator().target());
    body.putObject("shell").put("line", "pretended");
    if (!undo.isEmpty()) {
      body.putObject("undoShell").put("line", undo);
    }
    return body.put("batchSize", "20").put("autoAdvance", advance).put("onFailure", onFailure);
  }

  private static JsonNode get(String name) {
    return cluster.client().get("/api/v1/rollouts/" + name);
  }

  private static JsonNode await(String name, String what, String field, String value) {
    Await.until(what, LONG, () -> get(name).path(field).asText().equals(value));
    return get(name);
  }

  /** Kills the node that conducts it, and brings it back once another one has taken over. */
  private static void killOwner(String name) {
    Await.until("an owner", LONG, () -> !get(name).path("owner").asText().isEmpty());
    String owner = get(name).path("owner").asText();
    Instant killed = Instant.now();
    int server = Integer.parseInt(owner.substring(owner.lastIndexOf('-') + 1));
    cluster.killServer(server);
    Await.until(
        "adoption of " + name, ADOPTION.plusSeconds(20), () -> adoptedAt(name, killed) != null);
    Duration took = Duration.between(killed, adoptedAt(name, killed));
    assertTrue(took.compareTo(ADOPTION) < 0, "adopted after " + took);
    cluster.startServer(server);
  }

  private static Instant adoptedAt(String name, Instant after) {
    for (JsonNode event : events(name)) {
      Instant at = Instant.parse(event.path("at").asText());
      for (JsonNode note : event.path("notes")) {
        if (note.path("kind").asText().equals("adopted") && at.isAfter(after)) {
          return at;
        }
      }
    }
    return null;
  }

  private static List<JsonNode> events(String name) {
    List<JsonNode> events = new ArrayList<>();
    for (int server = 0; server < cluster.client().servers(); server++) {
      try {
        HttpResponse<String> answer =
            cluster
                .client()
                .once(
                    server,
                    "GET",
                    "/api/v1/rollouts/" + name + "/events?noFollow=true",
                    null,
                    Map.of("Accept", "application/x-ndjson"));
        for (String line : answer.body().split("\n")) {
          JsonNode event = line.isBlank() ? null : ClusterClient.JSON.readTree(line);
          if (event != null && event.has("seq")) {
            events.add(event);
          }
        }
        return events;
      } catch (IOException e) {
        events.clear(); // this one is dead; the next answers
      }
    }
    return events;
  }

  private static void assertHistoryHasNoGap(String name) {
    List<Long> seqs = events(name).stream().map(event -> event.path("seq").asLong()).toList();
    assertEquals(LongStream.rangeClosed(1, seqs.size()).boxed().toList(), seqs);
  }

  @Test
  void goesOnWhenItsOwnerIsKilledInABatch() {
    start("killed-in-batch", true, "", "stop");
    Await.until("a job", LONG, () -> !get("killed-in-batch").path("jobId").asText().isEmpty());
    killOwner("killed-in-batch");
    JsonNode end = await("killed-in-batch", "its end", "state", "succeeded");
    assertEquals(60, end.path("nodes").path("succeeded").asInt(), end::toString);
    assertHistoryHasNoGap("killed-in-batch");
  }

  @Test
  void goesOnWhenItsOwnerIsKilledAtAGate() {
    start("killed-at-gate", false, "", "stop");
    await("killed-at-gate", "the gate", "gate", "approval");
    killOwner("killed-at-gate");
    post("killed-at-gate", "promote");
    await("killed-at-gate", "the second batch", "batch", "2");
    await("killed-at-gate", "the second gate", "gate", "approval");
    post("killed-at-gate", "abort");
    await("killed-at-gate", "its end", "state", "aborted");
    assertHistoryHasNoGap("killed-at-gate");
  }

  @Test
  void goesOnWhenItsOwnerIsKilledInTheRollback() {
    start("killed-in-rollback", false, "undone", "rollback");
    await("killed-in-rollback", "the gate", "gate", "approval");
    post("killed-in-rollback", "rollback");
    await("killed-in-rollback", "the rollback", "state", "rolling_back");
    killOwner("killed-in-rollback");
    JsonNode end = await("killed-in-rollback", "its end", "state", "rolled_back");
    assertEquals(20, end.path("nodes").path("undone").asInt(), end::toString);
    assertEquals(40, end.path("nodes").path("waiting").asInt(), end::toString);
    assertHistoryHasNoGap("killed-in-rollback");
  }

  @Test
  void staysPausedWhenItsOwnerIsKilledAndGoesOnWhenItIsResumed() {
    start("killed-paused", true, "", "stop");
    Await.until("a job", LONG, () -> !get("killed-paused").path("jobId").asText().isEmpty());
    post("killed-paused", "pause");
    Await.until(
        "what was at work has ended",
        LONG,
        () -> get("killed-paused").at("/nodes/succeeded").asInt() == 20);
    killOwner("killed-paused");
    JsonNode paused = get("killed-paused");
    assertEquals("paused", paused.path("state").asText(), paused::toString);
    assertEquals(40, paused.at("/nodes/waiting").asInt(), paused::toString);
    post("killed-paused", "resume");
    JsonNode end = await("killed-paused", "its end", "state", "succeeded");
    assertEquals(60, end.path("nodes").path("succeeded").asInt(), end::toString);
    assertHistoryHasNoGap("killed-paused");
  }

  /** Between two batches an abort is possible before and after a promotion. */
  @Test
  void promoteAndAbortFromTwoNodesEndInOneHistory() {
    start("raced", false, "", "stop");
    await("raced", "the gate", "gate", "approval");
    CompletableFuture<JsonNode> promote = steer(0, "raced", "promote");
    CompletableFuture<JsonNode> abort = steer(1, "raced", "abort");
    assertEquals("", abort.join().path("code").asText(), "an abort is always possible here");
    await("raced", "its end", "state", "aborted");
    List<String> wishes = notes("raced", Set.of("promote", "abort"));
    if (promote.join().path("code").asText().isEmpty()) {
      assertEquals(List.of("promote", "abort"), wishes);
    } else {
      assertEquals("CONFLICT", promote.join().path("code").asText());
      assertEquals(List.of("abort"), wishes);
    }
    assertHistoryHasNoGap("raced");
  }

  /** At the last gate either of them ends it, so the other comes too late. */
  @Test
  void ofPromoteAndAbortAtTheLastGateExactlyOneWins() {
    cluster.emulator().work(CannedWork.INSTANT);
    for (int round = 0; round < 6; round++) {
      String name = "last-gate-" + round;
      ObjectNode body = body(name, true, "", "stop").put("batchSize", "100%");
      body.putObject("checks").put("tcp", "127.0.0.1:1").put("timeout", "600s").put("every", "9s");
      cluster.client().post("/api/v1/rollouts", body);
      await(name, "the gate", "gate", "check");
      CompletableFuture<JsonNode> promote = steer(round % 3, name, "promote");
      CompletableFuture<JsonNode> abort = steer((round + 1) % 3, name, "abort");
      List<String> codes =
          List.of(promote.join().path("code").asText(), abort.join().path("code").asText());
      boolean promoted = codes.getFirst().isEmpty();
      assertEquals(promoted ? List.of("", "CONFLICT") : List.of("CONFLICT", ""), codes);
      await(name, "its end", "state", promoted ? "succeeded" : "aborted");
      assertEquals(
          List.of(promoted ? "promote" : "abort"), notes(name, Set.of("promote", "abort")));
      assertHistoryHasNoGap(name);
    }
  }

  private static void post(String name, String verb) {
    cluster
        .client()
        .post("/api/v1/rollouts/" + name + "/" + verb, ClusterClient.JSON.createObjectNode());
  }

  /** What that node answers: the rollout, or a problem document. */
  private static CompletableFuture<JsonNode> steer(int server, String name, String verb) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return ClusterClient.JSON.readTree(
                cluster
                    .client()
                    .once(
                        server,
                        "POST",
                        "/api/v1/rollouts/" + name + "/" + verb,
                        ClusterClient.JSON.createObjectNode(),
                        Map.of())
                    .body());
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
  }

  /** The notes of these kinds in the order of the history. */
  private static List<String> notes(String name, Set<String> kinds) {
    List<String> found = new ArrayList<>();
    for (JsonNode event : events(name)) {
      for (JsonNode note : event.path("notes")) {
        if (kinds.contains(note.path("kind").asText())) {
          found.add(note.path("kind").asText());
        }
      }
    }
    return found;
  }
}
