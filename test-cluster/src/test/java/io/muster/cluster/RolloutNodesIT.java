package io.muster.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.local.process.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rollouts on real agents: nodes that are lost, undoing that fails, gates, strategies, files. */
class RolloutNodesIT {
  private static final Duration LONG = Duration.ofSeconds(90);
  private static final int AGENTS = 4;

  @RegisterExtension
  static final TestCluster cluster =
      TestCluster.builder()
          .servers(1)
          .agents(AGENTS)
          .agent("shell.grace", "500ms")
          .server("tasks.resultGrace", "2s")
          .build();

  private static final Cli CLI = new Cli(cluster);

  private static ObjectNode body(String name, String line, String batch) {
    ObjectNode body = ClusterClient.JSON.createObjectNode();
    body.put("requestId", name).put("name", name).put("target", "id.startsWith('agent-')");
    body.putObject("shell").put("line", line);
    return body.put("batchSize", batch).put("autoAdvance", true).put("timeout", "30s");
  }

  private static void start(ObjectNode body) {
    cluster.client().post("/api/v1/rollouts", body);
  }

  private static JsonNode get(String name) {
    return cluster.client().get("/api/v1/rollouts/" + name + "?nodes=true");
  }

  private static JsonNode await(String name, String field, String value) {
    Await.until(
        name + ": " + field + " is " + value,
        LONG,
        () -> get(name).path(field).asText().equals(value));
    return get(name);
  }

  /** The states of the nodes, in the order of their ids. */
  private static List<String> states(JsonNode rollout) {
    return IntStream.range(0, AGENTS)
        .mapToObj(agent -> node(rollout, agent).path("state").asText())
        .toList();
  }

  private static JsonNode node(JsonNode rollout, int agent) {
    for (JsonNode node : rollout.path("nodeList")) {
      if (node.path("nodeId").asText().equals(TestCluster.nodeId(agent))) {
        return node;
      }
    }
    throw new AssertionError(TestCluster.nodeId(agent) + " is not in " + rollout);
  }

  private static Path file(String name) {
    return cluster.root().resolve(name);
  }

  /** A line that hangs on one node, where it says so by a file. */
  private static String hangsOn(int agent, Path mark) {
    String id = TestCluster.nodeId(agent);
    return "test $MUSTER_NODE_ID != " + id + " || { touch " + mark + "; sleep 86421; }";
  }

  /** Starts a rollout whose second node dies in the first batch and does not come back. */
  private static JsonNode loseOne(String name, String maxFailures, String end) {
    Path mark = file(name);
    start(body(name, hangsOn(1, mark), "2").put("timeout", "4s").put("maxFailures", maxFailures));
    Await.until("it runs there", LONG, () -> Files.exists(mark));
    cluster.killAgent(1);
    return await(name, "state", end);
  }

  @Test
  void anAgentThatIsLostInABatchFailsByItsDeadlineAndStopsTheRollout() {
    JsonNode end = loseOne("lost-stops", "0", "failed");
    assertEquals(List.of("succeeded", "failed", "waiting", "waiting"), states(end));
    assertEquals("1 of 4 nodes failed, 0 may", end.path("reason").asText());
    // An agent that is killed before its first word was heard may have begun all the same.
    String why = node(end, 1).path("message").asText();
    assertTrue(why.startsWith("unknown") || why.startsWith("expired: it was sent"), end::toString);
    assertTrue(node(end, 1).path("changed").asBoolean(), "it may have changed something");
  }

  @Test
  void anAgentThatIsLostInABatchDoesNotStopARolloutThatAllowsIt() {
    JsonNode end = loseOne("lost-goes-on", "1", "succeeded");
    assertEquals(List.of("succeeded", "failed", "succeeded", "succeeded"), states(end));
  }

  @Test
  void aRollbackThatFailsNamesTheNodesAndIsDoneWhenItIsTriedAgain() {
    Path mended = file("mended");
    ObjectNode body = body("undo-fails", "test $MUSTER_NODE_ID != agent-02", "1");
    body.put("onFailure", "rollback")
        .putObject("undoShell")
        .put("line", "test $MUSTER_NODE_ID != agent-00 || test -e " + mended);
    start(body);
    JsonNode end = await("undo-fails", "state", "rollback_failed");
    assertEquals(List.of("undo_failed", "undone", "undone", "waiting"), states(end));
    assertEquals("exit code 1", node(end, 0).path("message").asText());
    assertEquals("1 node could not be put back", end.path("reason").asText());
    assertTrue(mended.toFile().mkdir());
    cluster
        .client()
        .post("/api/v1/rollouts/undo-fails/retry", ClusterClient.JSON.createObjectNode());
    JsonNode again = await("undo-fails", "state", "rolled_back");
    assertEquals(List.of("undone", "undone", "undone", "waiting"), states(again));
  }

  @Test
  void gatesOverHttpTcpAndPrometheusHoldABatchUntilAllAreWell() throws IOException {
    int port = Ports.free();
    try (Probed web = new Probed(503);
        Probed prometheus = new Probed(200)) {
      prometheus.hasValue("0.25");
      ObjectNode body = body("gates", "true", "2");
      body.putObject("checks")
          .put("http", web.url() + "/healthz")
          .put("tcp", "127.0.0.1:" + port)
          .put("timeout", "80s")
          .put("every", "0.2s")
          .putObject("prometheus")
          .put("url", prometheus.url())
          .put("query", "rate(errors{job=\"web\"}[5m])")
          .put("op", "<")
          .put("threshold", 0.05);
      start(body);
      await("gates", "gate", "check");
      try (ServerSocket listener = new ServerSocket(port, 10, InetAddress.getLoopbackAddress())) {
        Await.until("HTTP is asked again", LONG, () -> web.asked().size() >= 2);
        assertEquals(List.of(), prometheus.asked(), "all have to pass, one after the other");
        web.answers(204);
        Await.until("Prometheus is asked again", LONG, () -> prometheus.asked().size() >= 2);
        assertEquals(2, get("gates").at("/nodes/succeeded").asInt(), "the batch is held");
        assertEquals(
            "/api/v1/query?query=rate(errors{job=\"web\"}[5m])", prometheus.asked().getFirst());
        prometheus.hasValue("0.01");
        JsonNode end = await("gates", "state", "succeeded");
        assertEquals(4, end.at("/nodes/succeeded").asInt());
        assertTrue(listener.isBound());
      }
    }
  }

  @Test
  void aGateThatDoesNotPassInTimeStopsTheRolloutAndSaysWhy() throws IOException {
    try (Probed web = new Probed(500)) {
      ObjectNode body = body("gate-fails", "true", "2");
      body.putObject("checks")
          .put("http", web.url() + "/healthz")
          .put("timeout", "1s")
          .put("every", "0.2s");
      start(body);
      JsonNode end = await("gate-fails", "state", "failed");
      assertEquals(List.of("succeeded", "succeeded", "waiting", "waiting"), states(end));
      assertEquals(
          "a check failed: " + web.url() + "/healthz answered 500", end.path("reason").asText());
    }
  }

  @Test
  void aCanaryIsWatchedAndThenTheRestFollowsInBatches() {
    ObjectNode body = body("canary", "true", "2").put("strategy", "canary");
    start(body.put("first", "25%").put("observe", "600s"));
    JsonNode watched = await("canary", "gate", "soak");
    assertEquals(List.of("succeeded", "waiting", "waiting", "waiting"), states(watched));
    cluster.client().post("/api/v1/rollouts/canary/promote", ClusterClient.JSON.createObjectNode());
    JsonNode end = await("canary", "state", "succeeded");
    assertEquals(4, end.at("/nodes/succeeded").asInt());
    List<Integer> batches = new ArrayList<>();
    end.path("batches").forEach(batch -> batches.add(batch.path("total").asInt()));
    assertEquals(List.of(1, 2, 1), batches);
  }

  @Test
  void aGreenHalfThatIsUnhealthyAfterItsWarmUpIsPutBackAndTheBlueOneIsNeverTouched() {
    ObjectNode body = body("green", "touch " + file("on-") + "$MUSTER_NODE_ID", "");
    body.put("strategy", "blue-green").put("firstTarget", "agent-02,agent-03");
    body.put("observe", "1s").put("onFailure", "rollback");
    body.putObject("undoShell").put("line", "rm " + file("on-") + "$MUSTER_NODE_ID");
    // The first time, before it has warmed up, all is well.
    String seen = file("seen-") + "$MUSTER_NODE_ID";
    body.putObject("checks")
        .put("timeout", "3s")
        .put("every", "0.5s")
        .putObject("health")
        .put("line", "test ! -e " + seen + " && touch " + seen);
    start(body);
    JsonNode end = await("green", "state", "rolled_back");
    assertEquals(List.of("waiting", "waiting", "undone", "undone"), states(end));
    for (int i = 0; i < AGENTS; i++) {
      assertTrue(Files.notExists(file("on-" + TestCluster.nodeId(i))), "agent " + i);
    }
  }

  /** The path is the same for all agents and leads each to a folder of its own. */
  private static Cli.Ended roll(String name, Path src, String reload) {
    return CLI.run(
        "rollout",
        "start",
        "--name",
        name,
        "-t",
        "id.startsWith('agent-')",
        "--file",
        src.toString(),
        "--dest",
        "/proc/self/cwd/app.conf",
        "--reload",
        reload,
        "--batch-size",
        "2",
        "--auto-advance",
        "--on-failure",
        "rollback");
  }

  private static void assertContent(String text) throws IOException {
    for (int i = 0; i < AGENTS; i++) {
      assertEquals(text, Files.readString(cluster.home(i).resolve("app.conf")), "agent " + i);
    }
  }

  @Test
  void aFileWhoseReloadFailsOnANodeIsPutBackEverywhereAndAGoodOneIsRolledOut() throws IOException {
    for (int i = 0; i < AGENTS; i++) {
      Files.writeString(cluster.home(i).resolve("app.conf"), "old\n");
    }
    Path src = Files.writeString(file("app.conf"), "new\n");
    Cli.Ended failed = roll("file-fails", src, "test $MUSTER_NODE_ID != agent-02");
    assertEquals(1, failed.code(), () -> failed.out() + failed.err());
    JsonNode end = get("file-fails");
    assertEquals("rolled_back", end.path("state").asText(), end::toString);
    assertContent("old\n");
    Cli.Ended good = roll("file-succeeds", src, "true");
    assertEquals(0, good.code(), () -> good.out() + good.err());
    assertEquals(
        List.of("succeeded", "succeeded", "succeeded", "succeeded"), states(get("file-succeeds")));
    assertContent("new\n");
  }
}
