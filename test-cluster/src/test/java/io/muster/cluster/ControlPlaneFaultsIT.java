package io.muster.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.cluster.emulator.CannedWork;
import io.muster.local.postgres.EmbeddedPostgres.Stop;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What is lost when parts of the control plane die during a job: nothing. Three control-plane
 * nodes, 200 emulated agents and three real ones whose output is compared line by line.
 */
class ControlPlaneFaultsIT {
  private static final Duration LONG = Duration.ofSeconds(90);
  private static final String REAL = "id.startsWith('agent-')";

  /** Lines that the real agents print, about five seconds long. */
  private static final int LINES = 20;

  @RegisterExtension
  static final TestCluster cluster =
      TestCluster.builder().servers(3).agents(3).emulated(200).build();

  @BeforeEach
  void emulatedCommandsTakeSeconds() {
    cluster.emulator().work(new CannedWork(Duration.ofSeconds(3), 100, 0));
  }

  /** A job on all emulated agents and one on the real ones, both under way. */
  private static List<Submitted> jobsUnderWay() {
    Submitted real = cluster.submitCounting(REAL, LINES, 0.25);
    Submitted emulated = cluster.submit(cluster.emulator().target(), "pretended");
    cluster.awaitTasks(real, 3, LONG, "running");
    return List.of(real, emulated);
  }

  private static void assertAllSucceed(List<Submitted> jobs) {
    for (Submitted job : jobs) {
      JsonNode ended = cluster.awaitJobEnd(job, LONG);
      assertEquals("succeeded", ended.path("state").asText(), ended::toString);
    }
  }

  @Test
  void migrationsRanOnceWithThreeNodesStartingTogether() {
    assertEquals(
        0,
        cluster
            .rows()
            .number("SELECT count(*) - count(DISTINCT version) FROM flyway_schema_history"));
    assertEquals(
        0, cluster.rows().number("SELECT count(*) FROM flyway_schema_history WHERE NOT success"));
    assertEquals(3, cluster.rows().number("SELECT count(*) FROM member"));
  }

  @Test
  void finishesJobsAndWatchersResumeWhenANodeIsKilled() {
    List<Submitted> jobs = jobsUnderWay();
    List<Watcher> watchers =
        IntStream.range(0, 6).mapToObj(i -> cluster.watch(jobs.getFirst(), i % 3)).toList();
    watchers.forEach(w -> w.await("an event", LONG, event -> true));
    cluster.killServer(0);
    assertAllSucceed(jobs);
    watchers.forEach(watcher -> watcher.awaitEnd(LONG));
    assertTrue(watchers.stream().anyMatch(watcher -> !watcher.breaks().isEmpty()));
  }

  @Test
  void finishesJobsWhenANodeFreezesAndThaws() {
    List<Submitted> jobs = jobsUnderWay();
    Watcher watcher = cluster.watch(jobs.getFirst(), 1);
    cluster.freezeServer(0);
    assertAllSucceed(jobs);
    watcher.awaitEnd(LONG);
    cluster.expectError("Not Member!"); // the others threw it out meanwhile, it learns that now
    cluster.thawServer(0);
    Await.until("the thawed node serves", LONG, () -> cluster.client().ready(0));
    assertAllSucceed(jobsUnderWay());
  }

  @Test
  void finishesJobsWhenNatsIsKilledAndStarted() {
    List<Submitted> jobs = jobsUnderWay();
    cluster.restartNats();
    assertAllSucceed(jobs);
  }

  @Test
  void finishesJobsWhenJetStreamLosesItsDisk() {
    List<Submitted> jobs = jobsUnderWay();
    cluster.killNats();
    cluster.loseJetStream();
    cluster.startNats();
    assertAllSucceed(jobs);
  }

  @Test
  void refusesSubmitsAndLosesNoResultWhenPostgresIsAway() throws IOException {
    List<Submitted> jobs = jobsUnderWay();
    cluster.stopPostgres(Stop.IMMEDIATE);
    for (int server = 0; server < 3; server++) {
      HttpResponse<String> answer = submitOnce(server, request(), "away-" + server);
      assertEquals(503, answer.statusCode(), answer.body());
      assertTrue(answer.body().contains("UNAVAILABLE"), answer.body());
    }
    cluster.startPostgres();
    assertAllSucceed(jobs);
    assertEquals(
        0,
        cluster.rows().number("SELECT count(*) FROM request_key WHERE key LIKE 'away-%'"),
        "a refused submit is not accepted later");
  }

  @Test
  void makesOneJobOfTheSameSubmitOnTwoNodesAtOnce() throws Exception {
    for (int round = 0; round < 5; round++) {
      ObjectNode body = request();
      String key = "twice-" + round;
      List<CompletableFuture<HttpResponse<String>>> both =
          IntStream.range(0, 2)
              .mapToObj(i -> CompletableFuture.supplyAsync(() -> unchecked(i, body, key)))
              .toList();
      JsonNode first = ClusterClient.JSON.readTree(both.getFirst().join().body());
      JsonNode second = ClusterClient.JSON.readTree(both.getLast().join().body());
      assertEquals(first.path("id").asText(), second.path("id").asText(), first + " " + second);
      cluster.awaitJobEnd(cluster.submitted(first, Optional.of("once\n")), LONG);
    }
    assertEquals(
        5,
        cluster
            .rows()
            .number("SELECT count(DISTINCT job_id) FROM request_key WHERE key LIKE 'twice-%'"));
  }

  @Test
  void everyJobIsInTheAuditTrailThoughItsNodeIsKilledMeanwhile() {
    ObjectNode body = request();
    List<CompletableFuture<Boolean>> submits =
        IntStream.range(0, 60)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () -> {
                          try {
                            return submitOnce(0, body, "traced-" + i).statusCode() == 200;
                          } catch (IOException killed) {
                            return false;
                          }
                        }))
            .toList();
    Await.until(
        "some submits are answered",
        LONG,
        () -> submits.stream().filter(one -> one.getNow(false)).count() > 5);
    cluster.killServer(0);
    submits.forEach(CompletableFuture::join);
    Await.until(
        "the jobs end",
        LONG,
        () -> cluster.rows().number("SELECT count(*) FROM job WHERE finished_at IS NULL") == 0);
    assertEquals(
        0,
        cluster
            .rows()
            .number(
                "SELECT count(*) FROM request_key k JOIN job j ON j.id = k.job_id WHERE k.key LIKE"
                    + " 'traced-%' AND NOT EXISTS (SELECT FROM audit a WHERE a.kind = 'intent' AND"
                    + " a.trace_id = j.trace_id)"));
    assertTrue(cluster.client().get("/api/v1/audit:verify").path("ok").asBoolean());
  }

  @Test
  void endsCleanlyOnSigterm() {
    List<Submitted> jobs = jobsUnderWay();
    assertEquals(143, cluster.terminateServer(2, Duration.ofSeconds(30)));
    assertAllSucceed(jobs);
  }

  private static ObjectNode request() {
    ObjectNode body =
        cluster.request(REAL, "echo once", Duration.ofSeconds(30), Duration.ofSeconds(30));
    body.remove("requestId");
    return body;
  }

  private static HttpResponse<String> submitOnce(int server, ObjectNode body, String key)
      throws IOException {
    return cluster
        .client()
        .once(server, "POST", "/api/v1/jobs", body, Map.of("Idempotency-Key", key));
  }

  private static HttpResponse<String> unchecked(int server, ObjectNode body, String key) {
    try {
      return submitOnce(server, body, key);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
