package io.muster.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.muster.link.JetStreamContent;
import io.muster.link.LinkOptions;
import io.muster.link.NatsLink;
import io.muster.link.identity.Bootstrap;
import io.muster.protocol.FilesApi;
import io.muster.protocol.v1.File;
import io.muster.protocol.v1.UploadPart;
import io.muster.trust.Tls;
import io.vertx.grpc.common.GrpcStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
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
    ok(CLI.run("file", "apply", "--src", src, "--dest", path, "-t", FIRST));
    String other = source("other", "good too\n").toString();
    String zeros = "0".repeat(64);
    Cli.Ended wrong =
        CLI.run("file", "apply", "--src", other, "--dest", path, "-t", FIRST, "--sha256", zeros);
    assertEquals(2, wrong.code());
    assertTrue(wrong.err().contains(zeros), wrong.err());
    assertEquals("good\n", Files.readString(dest));
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

  /**
   * The validate command holds the agent between the file that is whole beside its place and the
   * rename, so it dies exactly there.
   */
  @Test
  void aNodeThatDiesBeforeTheRenameIsUnknownKeepsTheOldFileAndARetryWorks() throws IOException {
    byte[] large = new byte[9 << 20];
    new Random(3).nextBytes(large);
    Path src = Files.write(cluster.root().resolve("large.bin"), large);
    Path folder = Files.createDirectory(cluster.root().resolve("large"));
    Path dest = Files.writeString(folder.resolve("large.out"), "old\n");
    Path held = cluster.root().resolve("held");
    Path go = cluster.root().resolve("go");
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
                "--validate",
                "touch " + held + "; while ! test -e " + go + "; do sleep 0.1; done",
                "--detach"));
    Submitted job = cluster.submitted(detached.out().strip(), Optional.empty());
    Await.until("it validates", LONG, () -> Files.exists(held));
    cluster.killAgent(1);
    assertEquals("old\n", Files.readString(dest));
    Files.createFile(go);
    cluster.startAgent(1);
    cluster.awaitJobEnd(job, LONG);
    assertEquals("unknown", cluster.tasks(job).getFirst().path("state").asText());
    cluster.awaitNodeStatus(SECOND, "online", LONG);
    assertEquals("old\n", Files.readString(dest));
    assertEquals(List.of(dest), list(folder), "what was half done is cleaned up");
    ok(CLI.run("job", "retry", job.id(), "--unknown"));
    assertEquals(-1, Files.mismatch(src, dest));
    assertEquals(List.of(dest), list(folder));
    Path back = cluster.root().resolve("large.back");
    ok(CLI.run("file", "get", idOf("large.bin"), "-o", back.toString()));
    assertEquals(-1, Files.mismatch(src, back));
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    }
  }

  private static String idOf(String name) throws IOException {
    JsonNode files = ClusterClient.JSON.readTree(ok(CLI.run("file", "ls", "-o", "json")).out());
    for (JsonNode file : files) {
      if (file.path("name").asText().equals(name)) {
        return file.path("id").asText();
      }
    }
    throw new AssertionError(name + " is not in " + files);
  }

  /** Somebody writes other bytes under the same name into the object store, with their digest. */
  @Test
  void contentThatIsCorruptedInTheStoreIsRefusedAndTheOldFileStaysUntilItIsUploadedAgain()
      throws IOException {
    Path dest = Files.writeString(cluster.root().resolve("corrupt.out"), "old\n");
    String src = source("corrupt", "what was meant\n").toString();
    String sha = Content.sha256("what was meant\n".getBytes(StandardCharsets.UTF_8));
    UploadPart part =
        UploadPart.newBuilder()
            .setName("corrupt")
            .setData(ByteString.copyFromUtf8("what was meant\n"))
            .build();
    try (Grpc grpc = new Grpc(cluster)) {
      assertEquals(GrpcStatus.OK, grpc.call(FilesApi.UPLOAD, List.of(part)).status());
    }
    corrupt(sha);
    Cli.Ended refused =
        CLI.run(
            "file",
            "apply",
            "--src",
            src,
            "--dest",
            dest.toString(),
            "-t",
            SECOND,
            "--timeout",
            "4s");
    assertEquals(4, refused.code(), () -> refused.out() + refused.err());
    assertTrue(refused.out().contains("upload the file again"), refused.out());
    assertEquals("old\n", Files.readString(dest));
    ok(CLI.run("file", "apply", "--src", src, "--dest", dest.toString(), "-t", SECOND));
    assertEquals("what was meant\n", Files.readString(dest));
  }

  private static void corrupt(String sha256) throws IOException {
    String object =
        cluster
            .rows()
            .query("SELECT object FROM chunk WHERE sha256 = ?", sha256)
            .getFirst()
            .getFirst();
    Path trust = cluster.trust();
    SSLContext context = Tls.trusting(trust.resolve("ca.crt"));
    LinkOptions options =
        LinkOptions.of("vandal", List.of("tls://127.0.0.1:" + cluster.natsPort()), "_INBOX_vandal.")
            .withTls(() -> context)
            .withCredentials(
                Bootstrap.ensure(trust, Set.of(), Set.of(), Instant.now())
                    .nats()
                    .content("vandal"));
    try (NatsLink link = NatsLink.open(options)) {
      JetStreamContent store = new JetStreamContent(link, 1);
      Await.until("it is there", LONG, () -> store.get(object).join().length > 0);
      store.remove(object).join();
      store.put(object, "something else\n".getBytes(StandardCharsets.UTF_8)).join();
    }
  }

  @Test
  void aStreamOfPartsOverGrpcMakesAFileAndAWrongHashMakesNone() throws IOException {
    byte[] data = new byte[5_000_001];
    new Random(4).nextBytes(data);
    List<UploadPart> parts = new ArrayList<>();
    String sha256 = Content.sha256(data);
    for (int at = 0; at < data.length; at += 300_000) {
      UploadPart.Builder part = UploadPart.newBuilder();
      if (at == 0) {
        part.setName("grpc.bin").setSha256(sha256);
      }
      int length = Math.min(300_000, data.length - at);
      parts.add(part.setData(ByteString.copyFrom(data, at, length)).build());
    }
    try (Grpc grpc = new Grpc(cluster)) {
      Grpc.Answer<File> answer = grpc.call(FilesApi.UPLOAD, parts);
      assertEquals(GrpcStatus.OK, answer.status());
      File file = answer.items().getFirst();
      assertEquals(sha256, file.getSha256());
      assertEquals(data.length, file.getSize());
      Path back = cluster.root().resolve("grpc.back");
      ok(CLI.run("file", "get", file.getId(), "-o", back.toString()));
      assertArrayEquals(data, Files.readAllBytes(back));

      UploadPart lie =
          UploadPart.newBuilder()
              .setName("lie.bin")
              .setSha256("0".repeat(64))
              .setData(ByteString.copyFromUtf8("no lie"))
              .build();
      assertEquals(GrpcStatus.INVALID_ARGUMENT, grpc.call(FilesApi.UPLOAD, List.of(lie)).status());
      String files = ok(CLI.run("file", "ls", "-o", "json")).out();
      assertFalse(files.contains("lie.bin"), files);
    }
  }
}
