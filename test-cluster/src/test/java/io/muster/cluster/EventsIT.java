package io.muster.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The change feed over the death of a node, and the examples for tools of one's own. */
class EventsIT {
  private static final Duration LONG = Duration.ofSeconds(90);
  private static final Path EXAMPLES = Path.of("../conf/examples").toAbsolutePath().normalize();
  private static final String FIRST = TestCluster.nodeId(0);
  private static final String SECOND = TestCluster.nodeId(1);

  @RegisterExtension
  static final TestCluster cluster =
      TestCluster.builder()
          .servers(2)
          .agents(2)
          .agent("heartbeat.interval", "1s")
          .server("presence.vitalsEvery", "10s")
          .build();

  private static void label(String node, String value) {
    ObjectNode body = ClusterClient.JSON.createObjectNode();
    body.putObject("set").put("turn", value);
    Await.until(
        "the label " + value,
        LONG,
        () -> {
          for (int server = 0; server < cluster.client().servers(); server++) {
            try {
              String path = "/api/v1/nodes/" + node + "/labels";
              if (cluster.client().once(server, "PATCH", path, body, Map.of()).statusCode()
                  == 200) {
                return true;
              }
            } catch (IOException e) {
              // the next node
            }
          }
          return false;
        });
  }

  private static FeedFollower follow(String subjects, int server) {
    FeedFollower follower = new FeedFollower(cluster.client(), subjects, server);
    Await.until("the beginning of the feed", LONG, follower::began);
    return follower;
  }

  @Test
  void theFeedGoesOnWhereItWasWhenItsNodeIsKilled() {
    try (FeedFollower follower = follow("node.changed", 0)) {
      label(FIRST, "1");
      Await.until("the first change", LONG, () -> labelled(follower).size() >= 1);
      cluster.killServer(0);
      label(FIRST, "2");
      label(SECOND, "3");
      Await.until("the changes meanwhile", LONG, () -> labelled(follower).size() >= 3);
      cluster.startServer(0);
      label(FIRST, "4");
      Await.until("the last change", LONG, () -> labelled(follower).size() >= 4);
      assertEquals(
          List.of(
              "node.changed " + FIRST,
              "node.changed " + FIRST,
              "node.changed " + SECOND,
              "node.changed " + FIRST),
          labelled(follower));
      assertFalse(follower.sawGap());
    }
  }

  /** Changes of labels alone: what agents tell of themselves at their start comes when it comes. */
  private static List<String> labelled(FeedFollower follower) {
    return follower.events().stream()
        .filter(event -> event.path("node").path("changed").toString().contains("labels"))
        .map(event -> event.path("subject").asText() + " " + event.path("object").asText())
        .toList();
  }

  @Test
  void aJobIsToldFromItsBeginningToItsEnd() {
    try (FeedFollower follower = follow("job.>,task.>", 1)) {
      Submitted job = cluster.submit("all", "true");
      cluster.awaitJobEnd(job, LONG);
      Await.until("the end", LONG, () -> follower.told().contains("job.ended " + job.id()));
      assertEquals("job.submitted " + job.id(), follower.told().getFirst());
      List<String> tasks =
          follower.events().stream()
              .filter(event -> event.path("subject").asText().equals("task.changed"))
              .map(event -> event.path("task").path("state").asText())
              .toList();
      assertEquals(2, tasks.stream().filter("succeeded"::equals).count());
    }
  }

  @Test
  void nodesShowWhatTheyMeasure() {
    String path = "/api/v1/nodes/" + FIRST + "/vitals";
    Await.until("a sample", LONG, () -> !cluster.client().get(path).path("samples").isEmpty());
    JsonNode sample = cluster.client().get(path).path("samples").get(0);
    assertTrue(sample.path("memoryTotal").asLong() > sample.path("memoryUsed").asLong());
  }

  // ---- the examples ----------------------------------------------------------------------------

  private static Process start(Path out, Path folder, String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.redirectErrorStream(true).redirectOutput(out.toFile());
    String ca = cluster.trust().resolve("ca.crt").toString();
    builder.environment().put("MUSTER_URL", cluster.serverUrl(0));
    builder.environment().put("MUSTER_BRIDGE", cluster.bridge(0));
    builder.environment().put("MUSTER_TOKEN", cluster.adminToken());
    builder.environment().put("MUSTER_CA", ca);
    builder.environment().put("NODE_EXTRA_CA_CERTS", ca);
    return builder.start();
  }

  private static int end(Process process) throws InterruptedException {
    assertTrue(process.waitFor(LONG.toSeconds() * 2, TimeUnit.SECONDS), "it did not end");
    return process.exitValue();
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static void awaitLine(Path out, String line) {
    Await.until("the line '" + line + "'", LONG, () -> Files.readAllLines(out).contains(line));
  }

  @Test
  void theNodeExampleRunsACommandAndFollowsIt() throws Exception {
    Path folder = Files.createDirectories(Path.of("target/examples/node-bridge").toAbsolutePath());
    for (String file : List.of("package.json", "run.js")) {
      Files.write(
          folder.resolve(file), Files.readAllBytes(EXAMPLES.resolve("node-bridge/" + file)));
    }
    Path log = folder.resolve("npm.log");
    Process npm =
        start(log, folder, "npm", "install", "--no-audit", "--no-fund", "--prefer-offline");
    assertEquals(0, end(npm), () -> read(log));

    Path out = folder.resolve("run.out");
    Process run = start(out, folder, "node", "run.js", "all", "echo from $MUSTER_NODE_ID");
    assertEquals(0, end(run), () -> read(out));
    List<String> lines = Files.readAllLines(out);
    assertTrue(lines.contains(FIRST + ": from " + FIRST), () -> read(out));
    assertTrue(lines.contains(SECOND + ": from " + SECOND), () -> read(out));
    assertTrue(
        lines.stream().anyMatch(line -> line.startsWith("# job.submitted ")), () -> read(out));

    Path refused = folder.resolve("refused.out");
    Process wrong = start(refused, folder, "node", "run.js", "labels[", "true");
    assertEquals(1, end(wrong), () -> read(refused));
    assertTrue(
        read(refused).lines().anyMatch(line -> line.startsWith("INVALID: ")), () -> read(refused));
  }

  @Test
  void theShellExampleTellsWhatHappensToNodes() throws IOException {
    Path out = cluster.root().resolve("watch-nodes.out");
    Process watch = start(out, EXAMPLES, "./watch-nodes.sh", "node.changed,node.offline");
    try {
      Await.until(
          "the change",
          LONG,
          () -> {
            label(FIRST, "shell-" + System.nanoTime());
            return Files.readAllLines(out).contains("node.changed " + FIRST);
          });
    } finally {
      kill(watch);
    }
  }

  @Test
  void theJavaExampleListsNodesAndHearsOfChanges() throws IOException {
    Path out = cluster.root().resolve("bridge-tool.out");
    Process tool =
        start(
            out,
            EXAMPLES,
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            EXAMPLES.resolve("java-bridge/BridgeTool.java").toString(),
            "all");
    try {
      awaitLine(out, "node " + FIRST + " is online");
      awaitLine(out, "node " + SECOND + " is online");
      label(SECOND, "java");
      awaitLine(out, "node.changed " + SECOND);
    } finally {
      kill(tool);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
