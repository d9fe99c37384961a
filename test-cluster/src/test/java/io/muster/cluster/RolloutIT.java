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
    ObjectNode body = ClusterClient.JSON.createObjectNode();
    body.put("requestId", name).put("name", name).put("target", cluster.emulator().target());
    body.putObject("shell").put("line", "pretended");
    if (!undo.isEmpty()) {
      body.putObject("undoShell").put("line", undo);
    }
    body.put("batchSize", "20").put("autoAdvance", advance).put("onFailure", onFailure);
    return cluster.client().post("/api/v1/rollouts", body);
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
    cluster
        .client()
        .post("/api/v1/rollouts/killed-at-gate/promote", ClusterClient.JSON.createObjectNode());
    await("killed-at-gate", "the second batch", "batch", "2");
    await("killed-at-gate", "the second gate", "gate", "approval");
    cluster
        .client()
        .post("/api/v1/rollouts/killed-at-gate/abort", ClusterClient.JSON.createObjectNode());
    await("killed-at-gate", "its end", "state", "aborted");
    assertHistoryHasNoGap("killed-at-gate");
  }

  @Test
  void goesOnWhenItsOwnerIsKilledInTheRollback() {
    start("killed-in-rollback", false, "undone", "rollback");
    await("killed-in-rollback", "the gate", "gate", "approval");
    cluster
        .client()
        .post(
            "/api/v1/rollouts/killed-in-rollback/rollback", ClusterClient.JSON.createObjectNode());
    killOwner("killed-in-rollback");
    JsonNode end = await("killed-in-rollback", "its end", "state", "rolled_back");
    assertEquals(20, end.path("nodes").path("undone").asInt(), end::toString);
    assertEquals(40, end.path("nodes").path("waiting").asInt(), end::toString);
    assertHistoryHasNoGap("killed-in-rollback");
  }

  @Test
  void promoteAndAbortFromTwoNodesEndInOneHistory() {
    start("raced", false, "", "stop");
    await("raced", "the gate", "gate", "approval");
    List<CompletableFuture<Integer>> both = List.of(steer(0, "promote"), steer(1, "abort"));
    both.forEach(CompletableFuture::join);
    assertEquals(200, both.getLast().join(), "an abort is always possible here");
    await("raced", "its end", "state", "aborted");
    assertHistoryHasNoGap("raced");
  }

  private static CompletableFuture<Integer> steer(int server, String verb) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return cluster
                .client()
                .once(
                    server,
                    "POST",
                    "/api/v1/rollouts/raced/" + verb,
                    ClusterClient.JSON.createObjectNode(),
                    Map.of())
                .statusCode();
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
  }
}
