package io.muster.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Commands from the command line to the node and back, every part a process of its own. */
class CommandIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String FIRST = TestCluster.nodeId(0);

  @RegisterExtension
  static final TestCluster cluster =
      TestCluster.builder().servers(1).agents(3).agent("shell.grace", "500ms").build();

  private static final Cli CLI = new Cli(cluster);

  private static JsonNode json(Cli.Ended ended) throws IOException {
    return ClusterClient.JSON.readTree(ended.out());
  }

  private static void code(int wanted, Cli.Ended ended) {
    assertEquals(wanted, ended.code(), () -> ended.out() + ended.err());
  }

  @Test
  void exitCodesTellWhatHappened() {
    code(0, CLI.run("exec", "-t", "all", "--yes", "--", "true"));
    code(1, CLI.run("exec", "-t", FIRST, "--", "exit 3"));
    code(2, CLI.run("exec", "-t", "labels[", "--", "true"));
    code(2, CLI.run("exec", "--bogus"));
    code(3, CLI.run("exec", "-t", "nosuch", "--", "true"));
    code(4, CLI.run("exec", "-t", "all", "--yes", "--timeout", "2s", "--", "sleep", "86411"));
    assertEquals(List.of(), Signals.running("sleep", "86411"));
    code(5, CLI.run("--token", "mst_wrong_wrong", "node", "ls"));
    code(5, CLI.run("--server", "https://127.0.0.1:1", "--token", "mst_a_b", "node", "ls"));
  }

  @Test
  void jsonHasTheDocumentedShapeAndEveryByte() throws IOException {
    String line = "printf 'a\\377b\\303\\251'; printf 'caf\\303\\251' >&2; exit 3";
    Cli.Ended ended = CLI.run("exec", "-t", FIRST, "-o", "json", "--", line);
    code(1, ended);
    JsonNode task = json(ended).path("tasks").path(0);
    assertEquals("failed", json(ended).path("job").path("state").asText());
    assertEquals(FIRST, task.path("nodeId").asText());
    assertEquals("failed", task.path("state").asText());
    assertEquals(3, task.path("exitCode").asInt());
    assertEquals("café", task.path("stderr").asText());
    byte[] bytes = {'a', (byte) 0xff, 'b', (byte) 0xc3, (byte) 0xa9};
    assertArrayEquals(bytes, Base64.getDecoder().decode(task.path("stdoutBase64").asText()));
  }

  @Test
  void planLimitAndBatchChooseNodesInOrder() throws IOException {
    long before = cluster.rows().number("SELECT count(*) FROM job");
    Cli.Ended plan =
        CLI.run("exec", "-t", "all", "--limit", "2", "--plan", "-o", "json", "--", "true");
    code(0, plan);
    assertEquals(
        List.of(FIRST, TestCluster.nodeId(1)).toString().replace(" ", ""),
        json(plan).path("nodeIds").toString().replace("\"", ""));
    assertEquals(before, cluster.rows().number("SELECT count(*) FROM job"));
    Path folder = Files.createDirectory(cluster.root().resolve("batch"));
    String alone =
        "mkdir " + folder.resolve("lock") + " && sleep 0.3 && rmdir " + folder.resolve("lock");
    code(0, CLI.run("exec", "-t", "all", "--yes", "--batch", "1", "--", alone));
  }

  @Test
  void guardsUserAndStandardInput() throws IOException {
    Path input = Files.writeString(cluster.root().resolve("input"), "given\n");
    for (String[] guard :
        List.of(
            new String[] {"--unless", "true"},
            new String[] {"--onlyif", "false"},
            new String[] {"--creates", input.toString()})) {
      Cli.Ended skipped =
          CLI.run("exec", "-t", FIRST, guard[0], guard[1], "-o", "json", "--", "echo ran");
      code(0, skipped);
      assertTrue(json(skipped).path("tasks").path(0).path("skipped").asBoolean(), skipped.out());
      assertEquals("", json(skipped).path("tasks").path(0).path("stdout").asText());
    }
    Cli.Ended user =
        CLI.run(
            "exec",
            "-t",
            FIRST,
            "--user",
            "nobody",
            "--stdin",
            input.toString(),
            "-o",
            "json",
            "--",
            "id -un; cat");
    code(0, user);
    assertEquals("nobody\ngiven\n", json(user).path("tasks").path(0).path("stdout").asText());
  }

  @Test
  void ctrlCCancelsTheJobOnTheNodes() {
    Cli.Call call =
        CLI.start("exec", "-t", "all", "--yes", "--", "setsid sleep 86412 & sleep 86412");
    Await.until("all run", LONG, () -> Signals.running("sleep", "86412").size() == 6);
    call.interrupt();
    Cli.Ended ended = call.ended(LONG);
    assertFalse(ended.code() == 0, ended.out());
    Await.until("nothing runs", LONG, () -> Signals.running("sleep", "86412").isEmpty());
    assertTrue(ended.out().contains("cancelled"), () -> ended.out() + ended.err());
  }

  @Test
  void retriesWhatFailedAgainstTheFrozenNodes() throws IOException {
    Path mark = cluster.root().resolve("mended");
    Cli.Ended first = CLI.run("exec", "-t", "all", "--yes", "-o", "json", "--", "test -e " + mark);
    code(1, first);
    Files.createFile(mark);
    code(0, CLI.run("job", "retry", json(first).path("job").path("id").asText(), "--failed"));
    JsonNode shown =
        json(CLI.run("job", "show", json(first).path("job").path("id").asText(), "-o", "json"));
    assertTrue(shown.toString().contains("\"succeeded\""), shown.toString());
  }

  @Test
  void labelsGroupsAndCordonDecideWhoIsPicked() throws IOException {
    code(0, CLI.run("node", "label", FIRST, "tier=gold"));
    code(0, CLI.run("node", "group", FIRST, "+canary"));
    String target = "labels['tier'] == 'gold' && 'canary' in groups";
    code(0, CLI.run("exec", "-t", target, "--", "true"));
    code(0, CLI.run("node", "cordon", FIRST));
    code(3, CLI.run("exec", "-t", target, "--", "true"));
    code(0, CLI.run("node", "uncordon", FIRST));
    code(0, CLI.run("node", "label", FIRST, "tier-"));
    code(3, CLI.run("exec", "-t", target, "--", "true"));
    Cli.Ended completion = CLI.run("completion", "bash");
    code(0, completion);
    assertTrue(completion.out().contains("complete"), completion.out());
  }

  @Test
  void twoHundredMegabytesArriveOnceInBoundedMemory() throws IOException {
    long size = 200_000_000;
    String line = "0123456789abcdefghijklmnopqrstuvwxyz";
    long began = System.nanoTime();
    Cli.Call call =
        CLI.start(
            "exec",
            "-t",
            FIRST,
            "--timeout",
            "200s",
            "-o",
            "json",
            "--",
            "yes " + line + " | head -c " + size);
    long agent = Signals.withArgument(cluster.root().resolve(FIRST + ".yaml"));
    long server = Signals.withArgument(cluster.root().resolve("server-0.yaml"));
    long[] most = new long[1];
    Await.until(
        "the call ends",
        Duration.ofSeconds(240),
        () -> {
          if (!call.handle().isAlive()) {
            return true;
          }
          most[0] = Math.max(most[0], Signals.peakMebibytes(call.handle().pid()));
          return false;
        });
    System.out.printf(
        "200 MB in %d ms; peak MiB: agent %d, server %d, command line %d%n",
        (System.nanoTime() - began) / 1_000_000,
        Signals.peakMebibytes(agent),
        Signals.peakMebibytes(server),
        most[0]);
    assertEquals(0, call.code(LONG));
    assertEquals(size, exactly(call.out(), line + "\n"));
    assertTrue(Signals.peakMebibytes(agent) < 200, "agent: " + Signals.peakMebibytes(agent));
    assertTrue(Signals.peakMebibytes(server) < 700, "server: " + Signals.peakMebibytes(server));
    assertTrue(most[0] < 350, "command line: " + most[0]);
  }

  /** How many characters of stdout there are; fails at the first that is not of the pattern. */
  private static long exactly(Path json, String pattern) throws IOException {
    JsonMapper mapper = new JsonMapper();
    mapper
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build());
    Repeats repeats = new Repeats(pattern);
    try (JsonParser parser = mapper.getFactory().createParser(json.toFile())) {
      while (parser.nextToken() != null) {
        if (parser.currentToken() == JsonToken.VALUE_STRING
            && "stdout".equals(parser.currentName())) {
          parser.getText(repeats);
        }
      }
    }
    return repeats.count;
  }

  private static final class Repeats extends Writer {
    private final String pattern;
    private long count;

    Repeats(String pattern) {
      this.pattern = pattern;
    }

    @Override
    public void write(char[] text, int from, int length) {
      for (int i = from; i < from + length; i++) {
        if (text[i] != pattern.charAt((int) (count % pattern.length()))) {
          throw new AssertionError("character " + count + " is '" + text[i] + "'");
        }
        count++;
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
