package io.muster.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Files from the command line to the node's disk and back. All agents share the one machine. */
class FilesIT {
  private static final Duration LONG = Duration.ofSeconds(90);
  private static final String FIRST = TestCluster.nodeId(0);
  private static final String SECOND = TestCluster.nodeId(1);

  @RegisterExtension
  static final TestCluster cluster = TestCluster.builder().servers(1).agents(2).build();

  private static final Cli CLI = new Cli(cluster);

  private static Cli.Ended ok(Cli.Ended ended) {
    assertEquals(0, ended.code(), () -> ended.out() + ended.err());
    return ended;
  }

  private static Path source(String name, String text) throws IOException {
    return Files.writeString(cluster.root().resolve(name), text);
  }

  @Test
  void applyPreviewsChangesIsQuietWhenItIsSoAndIsTakenBack() throws IOException {
    Path dest = cluster.root().resolve("app.conf");
    String path = dest.toString();
    String one = source("one", "port = 1\nhost = a\n").toString();
    String two = source("two", "port = 2\nhost = a\n").toString();
    ok(CLI.run("file", "apply", "--src", one, "--dest", path, "-t", FIRST, "--mode", "0640"));
    assertEquals("port = 1\nhost = a\n", Files.readString(dest));

    Cli.Ended plan =
        ok(CLI.run("file", "apply", "--src", two, "--dest", path, "-t", FIRST, "--plan"));
    assertTrue(plan.out().contains("-port = 1\n+port = 2\n"), plan.out());
    assertEquals("port = 1\nhost = a\n", Files.readString(dest));

    ok(CLI.run("file", "apply", "--src", two, "--dest", path, "-t", FIRST));
    assertEquals("port = 2\nhost = a\n", Files.readString(dest));
    Cli.Ended again =
        ok(CLI.run("file", "apply", "--src", two, "--dest", path, "-t", FIRST, "-o", "json"));
    assertTrue(
        ClusterClient.JSON.readTree(again.out()).at("/tasks/0/skipped").asBoolean(), again.out());

    Cli.Ended history = ok(CLI.run("file", "history", "--dest", path, "-o", "json"));
    JsonNode jobs = ClusterClient.JSON.readTree(history.out());
    assertEquals(4, jobs.size());
    assertTrue(jobs.get(2).path("dryRun").asBoolean());
    String changed = jobs.get(1).path("jobId").asText();
    ok(CLI.run("file", "rollback", "--job", changed));
    assertEquals("port = 1\nhost = a\n", Files.readString(dest));
  }

  @Test
  void refusesAWrongHashAndAFileThatDoesNotValidate() throws IOException {
    Path dest = cluster.root().resolve("valid.conf");
    String src = source("valid", "good\n").toString();
    String path = dest.toString();
    assertEquals(
        2,
        CLI.run(
                "file",
                "apply",
                "--src",
                src,
                "--dest",
                path,
                "-t",
                FIRST,
                "--sha256",
                "0".repeat(64))
            .code());
    ok(CLI.run("file", "apply", "--src", src, "--dest", path, "-t", FIRST));
    String bad = source("bad", "bad\n").toString();
    Cli.Ended refused =
        CLI.run(
            "file",
            "apply",
            "--src",
            bad,
            "--dest",
            path,
            "-t",
            FIRST,
            "--validate",
            "grep -q good \"$MUSTER_FILE\"");
    assertEquals(1, refused.code(), () -> refused.out() + refused.err());
    assertEquals("good\n", Files.readString(dest));
  }

  @Test
  void aNodeThatDiesInTheMiddleOfALargeFileIsUnknownAndARetryWorks() throws IOException {
    byte[] large = new byte[100 << 20];
    new Random(3).nextBytes(large);
    Path src = Files.write(cluster.root().resolve("large.bin"), large);
    Path dest = cluster.root().resolve("large.out");
    Cli.Ended detached =
        ok(
            CLI.run(
                "file",
                "apply",
                "--src",
                src.toString(),
                "--dest",
                dest.toString(),
                "-t",
                SECOND,
                "--timeout",
                "60s",
                "--detach"));
    Submitted job = new Submitted(detached.out().strip(), Optional.empty());
    cluster.awaitTasks(job, 1, LONG, "running", "succeeded");
    cluster.killAgent(1);
    boolean whole = Files.exists(dest);
    cluster.startAgent(1);
    cluster.awaitJobEnd(job, LONG);
    String state = cluster.tasks(job).getFirst().path("state").asText();
    assertTrue(List.of("unknown", "succeeded").contains(state), state);
    if (state.equals("unknown")) {
      assertFalse(whole && Files.size(dest) != large.length, "nobody sees half a file");
      cluster.awaitNodeStatus(SECOND, "online", LONG);
      ok(CLI.run("job", "retry", job.id(), "--unknown"));
    }
    assertEquals(-1, Files.mismatch(src, dest));
    Path back = cluster.root().resolve("large.back");
    JsonNode files = ClusterClient.JSON.readTree(ok(CLI.run("file", "ls", "-o", "json")).out());
    String id = "";
    for (JsonNode file : files) {
      id = file.path("name").asText().equals("large.bin") ? file.path("id").asText() : id;
    }
    ok(CLI.run("file", "get", id, "-o", back.toString()));
    assertEquals(-1, Files.mismatch(src, back));
  }
}
