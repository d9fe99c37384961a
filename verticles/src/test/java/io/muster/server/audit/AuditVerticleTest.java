package io.muster.server.audit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Message;
import com.google.protobuf.util.Timestamps;
import io.muster.link.AuditHeads;
import io.muster.protocol.AuditApi;
import io.muster.protocol.FailureCode;
import io.muster.protocol.Rpc;
import io.muster.protocol.internal.v1.AppendAuditRequest;
import io.muster.protocol.v1.AuditEntry;
import io.muster.protocol.v1.AuditRow;
import io.muster.protocol.v1.AuditVerification;
import io.muster.protocol.v1.ExportAuditRequest;
import io.muster.protocol.v1.GetAuditRequest;
import io.muster.protocol.v1.ListAuditRequest;
import io.muster.protocol.v1.ListAuditResponse;
import io.muster.protocol.v1.VerifyAuditRequest;
import io.muster.runtime.Streams;
import io.muster.server.Stage;
import io.muster.store.LeaseLedger;
import io.muster.store.audit.AuditLedger;
import io.muster.store.audit.AuditReads;
import io.vertx.core.Future;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditVerticleTest {
  @TempDir Path dir;
  private Stage stage;

  @BeforeEach
  void open() throws IOException {
    stage = new Stage(dir);
    deploy("cp-1");
    deploy("cp-2");
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private void deploy(String member) throws IOException {
    stage.deploy(
        new AuditVerticle(
            new AuditVerticle.Needs(
                new AuditLedger(stage.database),
                new AuditReads(stage.database),
                new LeaseLedger(stage.database, member),
                new AuditHeads(stage.link, 1, Duration.ofDays(1)),
                stage.secrets.folder().signingKey(),
                Clock.systemUTC(),
                stage.meters),
            new AuditConfig(Duration.ofSeconds(1), Duration.ofDays(30), 100)));
  }

  private static AuditRow.Builder row(String kind, String call) {
    return AuditRow.newBuilder()
        .setKind(kind)
        .setCallId(call)
        .setEvent("node.cordon")
        .setMethod("muster.v1.Nodes/Cordon")
        .setCaller("eve")
        .setAddress("10.0.0.9")
        .setFace("rest")
        .setRequestJson("{\"id\":\"größe\"}")
        .setTargetCount(-1)
        .setTraceId("t")
        .setCount(1);
  }

  private Future<Long> append(AuditRow.Builder row) {
    return stage
        .start(AuditApi.APPEND, AppendAuditRequest.newBuilder().setRow(row).build())
        .map(written -> written.getSeq());
  }

  private void appendMany(int count) {
    List<Future<Long>> all =
        IntStream.range(0, count)
            .mapToObj(
                i -> append(row("refused", UUID.randomUUID().toString()).setOutcome("denied")))
            .toList();
    Stage.await(Future.all(all));
  }

  private <Q extends Message, R extends Message> List<R> stream(Rpc<Q, R> rpc, Q request) {
    List<R> items = Collections.synchronizedList(new ArrayList<>());
    Stage.await(
        new Streams(stage.vertx)
            .read(
                rpc.address(),
                request,
                rpc.responseType(),
                Stage.CALLER,
                item -> {
                  items.add(item);
                  return Future.succeededFuture();
                })
            .ended());
    return items;
  }

  private AuditVerification verify() {
    AuditVerification last =
        stream(AuditApi.VERIFY, VerifyAuditRequest.getDefaultInstance()).getLast();
    assertTrue(last.getDone());
    return last;
  }

  private void tamper(String statement) {
    stage.sql("SET session_replication_role = replica; " + statement);
  }

  @Test
  void appendsABurstInFewCommitsAndVerifies() {
    appendMany(300);
    AuditVerification verified = verify();
    assertTrue(verified.getOk(), verified::toString);
    assertEquals(300, verified.getRows());
    long commits = stage.meters.timer("muster.audit.commits").count();
    assertTrue(commits < 150, "300 rows took " + commits + " commits");
    Stage.await("a published head", () -> verify().getHeads() > 0);
  }

  @Test
  void theSameRowAgainIsWrittenOnce() {
    long first = Stage.await(append(row("intent", "c1")));
    assertEquals(first, Stage.await(append(row("intent", "c1"))));
    Stage.await(append(row("outcome", "c1").setIntent(first).setOutcome("ok").setObject("n1")));
    AuditEntry entry = stage.call(AuditApi.GET, GetAuditRequest.newBuilder().setSeq(first).build());
    assertEquals("ok", entry.getOutcome());
    assertEquals("n1", entry.getObject());
    assertFalse(entry.hasTargetCount());
  }

  @Test
  void listsPageByPageAndAnIntentAloneIsUnknown() {
    Stage.await(append(row("intent", "c1")));
    appendMany(4);
    var request = ListAuditRequest.newBuilder().setPageSize(2);
    List<Long> numbers = new ArrayList<>();
    ListAuditResponse page;
    do {
      page = stage.call(AuditApi.LIST, request.build());
      page.getEntriesList().forEach(entry -> numbers.add(entry.getSeq()));
      request.setPageToken(page.getNextPageToken());
    } while (!page.getNextPageToken().isEmpty());
    assertEquals(List.of(5L, 4L, 3L, 2L, 1L), numbers);
    var unknown = ListAuditRequest.newBuilder().setOutcome("unknown").setText("GRößE").build();
    assertEquals(1, stage.call(AuditApi.LIST, unknown).getEntriesCount());
    assertEquals(
        FailureCode.INVALID,
        stage
            .fail(
                stage.start(AuditApi.LIST, ListAuditRequest.newBuilder().setPageToken("x").build()))
            .code());
    assertEquals(
        FailureCode.NOT_FOUND,
        stage
            .fail(stage.start(AuditApi.GET, GetAuditRequest.newBuilder().setSeq(99).build()))
            .code());
  }

  @Test
  void saysWhichRowIsChanged() {
    appendMany(30);
    tamper("UPDATE audit SET caller = 'adam' WHERE seq = 17");
    AuditVerification broken = verify();
    assertFalse(broken.getOk());
    assertEquals(17, broken.getBrokenSeq());
    assertEquals("changed", broken.getHow());
    assertEquals("row 17 was changed", broken.getMessage());
  }

  @Test
  void aCutTailIsFoundByThePublishedHead() {
    appendMany(20);
    Stage.await("a published head", () -> verify().getHeads() > 0);
    tamper(
        "DELETE FROM audit WHERE seq > 12;"
            + " UPDATE audit_head SET (seq, hash) = (SELECT seq, hash FROM audit WHERE seq = 12)");
    AuditVerification broken = verify();
    assertEquals("cut", broken.getHow(), broken::toString);
    assertEquals(13, broken.getBrokenSeq());
    appendMany(15);
    assertEquals("rewritten", verify().getHow());
  }

  /** By the words of the contract alone. */
  @Test
  void whatIsExportedCanBeVerifiedElsewhere() throws Exception {
    appendMany(1200);
    List<AuditRow> rows = stream(AuditApi.EXPORT, ExportAuditRequest.getDefaultInstance());
    assertEquals(1200, rows.size());
    byte[] previous = new byte[32];
    for (AuditRow row : rows) {
      assertEquals(HexFormat.of().formatHex(previous), row.getPrevious());
      previous = hash(row, previous);
      assertArrayEquals(previous, HexFormat.of().parseHex(row.getHash()));
    }
    var rest = ExportAuditRequest.newBuilder().setAfter(1190).build();
    assertEquals(10, stream(AuditApi.EXPORT, rest).size());
  }

  private static byte[] hash(AuditRow row, byte[] previous) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write("muster-audit-1\n".getBytes(StandardCharsets.US_ASCII));
    out.write(previous);
    Object[] values = {
      row.getSeq(),
      Timestamps.toMicros(row.getAt()),
      row.getKind(),
      row.getCallId(),
      row.getIntent(),
      row.getEvent(),
      row.getMethod(),
      row.getCaller(),
      row.getAddress(),
      row.getFace(),
      row.getUserAgent(),
      row.getRequestJson(),
      row.getObject(),
      row.getTargetCount(),
      row.getTargetHash(),
      row.getOutcome(),
      row.getMessage(),
      row.getDurationUs(),
      row.getTraceId(),
      row.getCount()
    };
    for (Object value : values) {
      byte[] text = String.valueOf(value).getBytes(StandardCharsets.UTF_8);
      out.writeInt(text.length);
      out.write(text);
    }
    return MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
  }
}
