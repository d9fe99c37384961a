package io.muster.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A configuration and the secrets in it, a batch of real agents at a time. */
class RolloutConfigIT {
  private static final Duration LONG = Duration.ofSeconds(90);
  private static final String VALUE = "correct-horse-battery";

  @RegisterExtension
  static final TestCluster cluster = TestCluster.builder().servers(1).agents(3).build();

  private static final Cli CLI = new Cli(cluster);

  private static void code(int wanted, Cli.Ended ended) {
    assertEquals(wanted, ended.code(), () -> ended.out() + ended.err());
  }

  private static JsonNode json(Cli.Ended ended) throws IOException {
    return ClusterClient.JSON.readTree(ended.out());
  }

  private static Path file(String name, String text) throws IOException {
    return Files.writeString(cluster.root().resolve(name), text);
  }

  private static Cli.Ended start(String name, Path document, String... more) {
    String[] fixed = {
      "rollout",
      "start",
      "--name",
      name,
      "-t",
      "all",
      "--config-file",
      document.toString(),
      "--batch-size",
      "1",
      "--auto-advance",
      "--timeout",
      "8s"
    };
    String[] all = java.util.Arrays.copyOf(fixed, fixed.length + more.length);
    System.arraycopy(more, 0, all, fixed.length, more.length);
    return CLI.run(all);
  }

  private static String queue(int agent) {
    return CLI.run("config", "get", "--agent-id", TestCluster.nodeId(agent), "limits.queue")
        .out()
        .strip();
  }

  private static JsonNode status(String name) {
    return cluster.client().get("/api/v1/rollouts/" + name);
  }

  /** The third agent cannot write what it is given, and so never runs it. */
  @Test
  void aBatchThatDoesNotTakeItIsRolledBackAndAGoodOneIsTheDocumentOfAll() throws IOException {
    code(0, CLI.run("config", "set", "-t", "all", "--yes", "limits.queue", "50"));
    Path other = file("other.yaml", "limits: {queue: 60}\n");
    Cli.Ended plan = start("other", other, "--plan");
    code(0, plan);
    assertTrue(plan.out().contains("+ limits.queue: 60"), plan.out());
    assertTrue(plan.out().contains("3 nodes in 3 batches"), plan.out());
    Path folder = cluster.root().resolve("agents").resolve(TestCluster.nodeId(2)).resolve("config");
    Path aside = folder.resolveSibling("config.aside");
    Files.move(folder, aside);
    Files.createFile(folder);
    code(0, start("other", other, "--on-failure", "rollback", "--detach"));
    Await.until(
        "the way back", LONG, () -> status("other").path("state").asText().equals("rolling_back"));
    Files.delete(folder);
    Files.move(aside, folder);
    Await.until("its end", LONG, () -> status("other").hasNonNull("finishedAt"));
    JsonNode end = status("other");
    assertEquals("rolled_back", end.path("state").asText(), end::toString);
    assertEquals(3, end.path("nodes").path("undone").asInt(), end::toString);
    assertTrue(end.path("reason").asText().contains("1 of 3 nodes failed"), end::toString);
    for (int agent = 0; agent < 3; agent++) {
      assertEquals("50", queue(agent));
    }
    Await.until("all run it", LONG, () -> CLI.run("config", "status").code() == 0);
    code(0, start("good", file("good.yaml", "limits: {queue: 70}\n")));
    for (int agent = 0; agent < 3; agent++) {
      assertEquals("70", queue(agent));
    }
    code(0, CLI.run("config", "status"));
    code(0, CLI.run("rollout", "rollback", "good"));
    Await.until(
        "all of the way back",
        LONG,
        () -> status("good").path("state").asText().equals("rolled_back"));
    assertEquals("50", queue(2));
    code(0, CLI.run("config", "delete", "-t", "all", "--yes"));
  }

  @Test
  void aSecretReachesTheNodeAndNothingElse() throws IOException {
    String node = TestCluster.nodeId(0);
    Path value = file("value", VALUE);
    code(2, CLI.run("config", "set", "-c", "app", "--agent-id", node, "p", "${secret:db}"));
    code(0, CLI.run("secret", "set", "db", "--file", value.toString()));
    Path document = file("app.yaml", "p: 'user:${secret:db}@host'\n");
    code(0, CLI.run("config", "apply", "-c", "app", "-s", document.toString(), "--agent-id", node));
    Path kept = cluster.root().resolve("agents").resolve(node).resolve("config/app.json");
    Await.until(
        "the value on the node", LONG, () -> Files.exists(kept) && text(kept).contains(VALUE));
    Cli.Ended shown =
        CLI.run("exec", "-t", node, "--", "cat \"$MUSTER_CONFIG_DIR/app.json\"; echo done");
    code(0, shown);
    assertTrue(shown.out().contains("user:***@host") && shown.out().contains("done"), shown.out());
    Cli.Ended pieces =
        CLI.run("exec", "-t", node, "--", "printf correct-hor; sleep 0.3; printf se-battery; echo");
    assertTrue(pieces.out().contains("***"), pieces.out());
    for (Cli.Ended ended :
        new Cli.Ended[] {
          shown,
          pieces,
          CLI.run("config", "show", "--agent-id", node, "-o", "json"),
          CLI.run("secret", "ls", "-o", "json")
        }) {
      assertFalse(ended.out().contains(VALUE), ended.out());
    }
    Files.writeString(value, "another-horse-battery");
    code(0, CLI.run("secret", "set", "db", "--file", value.toString()));
    Await.until("the new value", LONG, () -> text(kept).contains("another-horse-battery"));
    Cli.Ended used = CLI.run("secret", "rm", "db");
    assertTrue(used.code() != 0 && used.err().contains("app for node " + node), used.err());
    code(0, CLI.run("config", "delete", "-c", "app", "--agent-id", node, "--yes"));
    code(0, CLI.run("secret", "rm", "db"));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }
}
