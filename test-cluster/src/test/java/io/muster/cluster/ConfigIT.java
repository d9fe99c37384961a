package io.muster.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Configuration from the command line to agents that run, are away, refuse and come back. */
class ConfigIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String FIRST = TestCluster.nodeId(0);
  private static final String SECOND = TestCluster.nodeId(1);

  @RegisterExtension
  static final TestCluster cluster = TestCluster.builder().servers(1).agents(2).build();

  private static final Cli CLI = new Cli(cluster);

  private static JsonNode json(Cli.Ended ended) throws IOException {
    return ClusterClient.JSON.readTree(ended.out());
  }

  private static void code(int wanted, Cli.Ended ended) {
    assertEquals(wanted, ended.code(), () -> ended.out() + ended.err());
  }

  private static String label(String node, String label) throws IOException {
    Cli.Ended shown = CLI.run("node", "show", node, "-o", "json");
    return json(shown).path("labels").path(label).asText();
  }

  @Test
  void aLabelOfTheConfigurationSelectsTheNodeAndSurvivesARestart() throws IOException {
    Path file = cluster.root().resolve("web.toml");
    Files.writeString(file, "[node.labels]\ntier = \"web\"\n[heartbeat]\ninterval = \"1s\"\n");
    code(
        0, CLI.run("config", "apply", "--src", file.toString(), "-t", FIRST, "--comment", "first"));
    Await.until("the label", LONG, () -> label(FIRST, "tier").equals("web"));
    String where = "labels[\"tier\"] == \"web\"";
    code(0, CLI.run("exec", "-t", where, "--", "true"));
    Path queue = Files.writeString(cluster.root().resolve("queue.yaml"), "limits: {queue: 77}\n");
    code(0, CLI.run("config", "apply", "--src", queue.toString(), "-t", where));
    assertEquals("77", CLI.run("config", "get", "--agent-id", FIRST, "limits.queue").out().strip());
    cluster.killAgent(0);
    cluster.awaitNodeStatus(FIRST, "offline", LONG); // else the next line may see it as it was
    cluster.startAgent(0);
    cluster.awaitNodeStatus(FIRST, "online", LONG);
    code(0, CLI.run("config", "status", "-t", FIRST));
    assertEquals("web", label(FIRST, "tier"));
    code(0, CLI.run("config", "delete", "-t", where, "--yes"));
    code(0, CLI.run("config", "delete", "--agent-id", FIRST, "--yes"));
    Await.until("the label's end", LONG, () -> label(FIRST, "tier").isEmpty());
  }

  @Test
  void anAgentThatWasAwayGetsItWhenItReturns() throws IOException {
    cluster.terminateAgent(1, LONG);
    cluster.awaitNodeStatus(SECOND, "offline", LONG);
    Cli.Ended away = CLI.run("config", "set", "--agent-id", SECOND, "limits.parallel", "5");
    code(4, away);
    assertTrue(away.out().contains("1 offline"), away.out());
    cluster.startAgent(1);
    Await.until(
        "the agent runs it", LONG, () -> CLI.run("config", "status", "-t", SECOND).code() == 0);
    assertTrue(CLI.run("config", "diff", "--agent-id", SECOND).out().startsWith("0 keys"));
    code(0, CLI.run("config", "delete", "--agent-id", SECOND, "limits.parallel"));
  }

  @Test
  void whatIsWrongIsRefusedByNameAndTheOldIsKept() throws IOException {
    code(0, CLI.run("config", "set", "--agent-id", SECOND, "limits.queue", "50"));
    Cli.Ended wrong = CLI.run("config", "set", "--agent-id", SECOND, "limits.queue", "many");
    code(2, wrong);
    assertTrue(wrong.err().contains("limits.queue is 'many' but must be"), wrong.err());
    Cli.Ended fixed = CLI.run("config", "set", "--agent-id", SECOND, "data", "/elsewhere");
    code(2, fixed);
    assertTrue(fixed.err().contains("data cannot be kept here"), fixed.err());
    assertEquals(
        "50", CLI.run("config", "get", "--agent-id", SECOND, "limits.queue").out().strip());
    code(0, CLI.run("config", "status", "-t", SECOND));
  }

  @Test
  void aBackupGoesBack() {
    String file = cluster.root().resolve("backup.json").toString();
    code(
        0,
        CLI.run("config", "set", "--component", "app", "--agent-id", FIRST, "--no-wait", "v", "1"));
    code(0, CLI.run("config", "backup", "--output", file));
    code(0, CLI.run("config", "set", "--component", "app", "--agent-id", FIRST, "v", "2"));
    code(0, CLI.run("config", "restore", "--input", file));
    assertEquals(
        "1",
        CLI.run("config", "get", "--component", "app", "--agent-id", FIRST, "v").out().strip());
    Cli.Ended again = CLI.run("config", "restore", "--input", file);
    code(0, again);
    assertTrue(again.out().contains("0 nodes touched"), again.out());
  }
}
