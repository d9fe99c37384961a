package io.muster.agent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.muster.link.Link;
import io.muster.protocol.Subjects;
import io.muster.protocol.agent.v1.BlobPiece;
import io.muster.protocol.agent.v1.BlobRequest;
import io.muster.protocol.agent.v1.ConfigRevision;
import io.muster.protocol.agent.v1.Ctl;
import io.muster.protocol.agent.v1.FetchConfig;
import io.muster.protocol.agent.v1.Finished;
import io.muster.protocol.agent.v1.NodeConfig;
import io.muster.protocol.agent.v1.NodeConfigs;
import io.muster.protocol.agent.v1.Outcome;
import io.muster.protocol.agent.v1.RunningConfig;
import io.muster.protocol.agent.v1.Task;
import io.muster.protocol.agent.v1.Undo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Files, undoing and live configuration on an agent as a process of its own. */
@Timeout(180)
class AgentWorkProcessTest extends AgentOnNats {
  private static final int PIECE = 256 * 1024;

  private final List<BlobRequest> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger allowed = new AtomicInteger(Integer.MAX_VALUE);
  private byte[] content = new byte[0];
  private Path place;

  @BeforeEach
  void serve() throws Exception {
    place = folder.resolve("app.conf");
    link.subscribe(Subjects.BLOB_ALL, null, this::blob);
    link.flush(Duration.ofSeconds(5)).get();
  }

  private void blob(Link.Inbound message) {
    BlobRequest request = parse(BlobRequest.parser(), message.data());
    requests.add(request);
    long at = request.getOffset();
    for (int i = 0; i < request.getPieces() && at < content.length; i++) {
      if (allowed.getAndDecrement() <= 0) {
        allowed.incrementAndGet();
        return;
      }
      int n = (int) Math.min(PIECE, content.length - at);
      BlobPiece piece =
          BlobPiece.newBuilder()
              .setOffset(at)
              .setSize(content.length)
              .setData(ByteString.copyFrom(content, (int) at, n))
              .build();
      link.publish(message.replyTo(), piece.toByteArray());
      at += n;
    }
  }

  private Task.Builder task(String id) {
    return Task.newBuilder()
        .setNodeId("n1")
        .setTaskId(id)
        .setJobId("job-" + id)
        .setAttempt(1)
        .setAcceptBeforeMs(System.currentTimeMillis() + 60_000)
        .setTimeoutMs(60_000);
  }

  private Task file(String id, byte[] bytes, boolean template) throws Exception {
    content = bytes;
    String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    return task(id)
        .setFile(
            io.muster.protocol.agent.v1.File.newBuilder()
                .setPath(place.toString())
                .setSha256(hash)
                .setSize(bytes.length)
                .setTemplate(template))
        .build();
  }

  private static byte[] random(int size) {
    byte[] data = new byte[size];
    new Random(size).nextBytes(data);
    return data;
  }

  private Finished succeeded(String id) {
    Finished end = end(id);
    assertEquals(Outcome.OUTCOME_SUCCEEDED, end.getOutcome(), end.getMessage() + "\n" + log());
    return end;
  }

  @Test
  void aTransferSurvivesDeathOfTheAgentAndOfNats() throws Exception {
    byte[] large = random(48 << 20);
    startAgent();
    allowed.set(40);
    give(file("t1", large, false));
    await("forty pieces are gone", () -> allowed.get() <= 0);
    agent.destroyForcibly().waitFor();
    startAgent();
    assertEquals(Outcome.OUTCOME_UNKNOWN, end("t1").getOutcome());
    requests.clear();
    allowed.set(40);
    give(file("t2", large, false));
    await("forty more are gone", () -> allowed.get() <= 0);
    assertTrue(requests.getFirst().getOffset() > 0, "it began anew");
    nats.kill();
    nats.start();
    allowed.set(Integer.MAX_VALUE);
    succeeded("t2");
    assertArrayEquals(large, Files.readAllBytes(place));
  }

  @Test
  void largeContentIsFast() throws Exception {
    byte[] large = random(100 << 20);
    startAgent();
    long before = rss();
    Duration cpu = agent.info().totalCpuDuration().orElse(Duration.ZERO);
    long began = System.nanoTime();
    give(file("t1", large, false));
    succeeded("t1");
    System.out.printf(
        "100 MiB in place after %.1f s, CPU time of the agent %d ms, RSS %d KiB before and %d after%n",
        (System.nanoTime() - began) / 1e9,
        agent.info().totalCpuDuration().orElse(Duration.ZERO).minus(cpu).toMillis(),
        before,
        rss());
    assertEquals(large.length, Files.size(place));
  }

  private void configure(long revision, String agentDocument) {
    configs =
        NodeConfigs.newBuilder()
            .setNodeId("n1")
            .addComponents("agent")
            .addComponents("web")
            .addConfigs(config("agent", revision, agentDocument))
            .addConfigs(config("web", revision, "{\"port\":8080}"))
            .build();
  }

  private static NodeConfig config(String component, long revision, String document) {
    return NodeConfig.newBuilder()
        .setComponent(component)
        .setRevision(revision)
        .setDocumentJson(document)
        .build();
  }

  private RunningConfig beaten(String component) {
    return beats.getLast().getConfigsList().stream()
        .filter(one -> one.getComponent().equals(component))
        .findFirst()
        .orElse(RunningConfig.getDefaultInstance());
  }

  private void push() {
    Ctl ctl =
        Ctl.newBuilder().setNodeId("n1").setFetchConfig(FetchConfig.getDefaultInstance()).build();
    byte[] signed = signer.sign("ctl", List.of(ctl.toByteArray())).getFirst().toByteArray();
    link.publish(Subjects.ctl("n1"), signed);
  }

  private void revision(String id, long revision) {
    give(
        task(id)
            .setConfig(ConfigRevision.newBuilder().setComponent("agent").setRevision(revision))
            .build());
  }

  @Test
  void configurationIsUsedWithoutARestartAndKeptOverOne() throws Exception {
    configure(3, "{\"heartbeat\":{\"interval\":\"1s\"},\"node\":{\"labels\":{\"tier\":\"db\"}}}");
    startAgent();
    await("runs revision 3", () -> beaten("agent").getRevision() == 3);
    await("beats faster", () -> beats.getLast().getIntervalMs() == 1000);
    await(
        "has the label",
        () -> beats.stream().anyMatch(b -> "db".equals(b.getProfile().getLabelsMap().get("tier"))));

    give("env", "cat $MUSTER_CONFIG_DIR/web.json >" + folder.resolve("seen"));
    succeeded("env");
    assertEquals("{\n  \"port\" : 8080\n}\n", Files.readString(folder.resolve("seen")));
    give(file("t1", "{{ labels.tier }} {{ config.web.port }}\n".getBytes(), true));
    succeeded("t1");
    assertEquals("db 8080\n", Files.readString(place));
    give(task("u1").setUndo(Undo.newBuilder().setJobId("job-t1")).build());
    succeeded("u1");
    assertTrue(Files.notExists(place));

    configure(4, "{\"limits\":{\"parallel\":0}}");
    push();
    await("refused", () -> beaten("agent").getRefusedRevision() == 4);
    assertEquals(3, beaten("agent").getRevision());
    assertTrue(beaten("agent").getRefusedReason().contains("limits.parallel is 0"));
    revision("r1", 4);
    assertTrue(end("r1").getMessage().contains("agent refuses revision 4: limits.parallel is 0"));
    configure(5, "{\"limits\":{\"parallel\":2}}");
    revision("r2", 5);
    succeeded("r2");
    await("runs revision 5", () -> beaten("agent").getRevision() == 5);
    revision("r3", 5);
    assertTrue(succeeded("r3").getSkipped());

    configs = NodeConfigs.newBuilder().setNodeId("n9").build();
    agent.destroyForcibly().waitFor();
    int before = beats.size();
    startAgent();
    assertEquals(
        5,
        beats.get(before).getConfigsList().stream()
            .filter(c -> c.getComponent().equals("agent"))
            .findFirst()
            .orElseThrow()
            .getRevision());
  }
}
