package io.muster.server.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.protocol.v1.AuditRow;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AuditTrailTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e47";
  private static Door door;
  private static int traces;

  @BeforeAll
  static void open() throws IOException {
    door = Door.open();
  }

  @AfterAll
  static void close() throws IOException {
    door.close();
  }

  private static String trace() {
    return TRACE + String.format("%02x", ++traces);
  }

  private static HttpResponse<String> label(
      String node, String token, String trace, String... more) {
    HttpRequest.Builder request =
        door.request("/api/v1/nodes/" + node + "/labels", token)
            .header("content-type", "application/json")
            .header("user-agent", "test-agent/1")
            .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
            .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"set\":{\"role\":\"web\"}}"));
    for (int i = 0; i < more.length; i += 2) {
      request.header(more[i], more[i + 1]);
    }
    return door.send(request);
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, () -> "rows: " + door.services.audit);
      LockSupport.parkNanos(2_000_000);
    }
  }

  private static List<AuditRow> rows(String trace, int count) {
    await(() -> door.services.audit(trace).size() >= count);
    List<AuditRow> rows = door.services.audit(trace);
    assertEquals(count, rows.size(), rows::toString);
    return rows;
  }

  @Test
  void anIntentIsWrittenBeforeAndAnOutcomeAfter() {
    String trace = trace();
    assertEquals(200, label("n1", TestServices.token("admin"), trace).statusCode());
    List<AuditRow> rows = rows(trace, 2);
    AuditRow intent = rows.getFirst();
    assertEquals("intent", intent.getKind());
    assertEquals("node.label", intent.getEvent());
    assertEquals("muster.v1.Nodes/UpdateLabels", intent.getMethod());
    assertEquals("admin", intent.getCaller());
    assertEquals("127.0.0.1", intent.getAddress());
    assertEquals("rest", intent.getFace());
    assertEquals("test-agent/1", intent.getUserAgent());
    assertEquals("{\"id\":\"n1\",\"set\":{\"role\":\"web\"}}", intent.getRequestJson());
    AuditRow outcome = rows.getLast();
    assertEquals("outcome", outcome.getKind());
    assertEquals(intent.getCallId(), outcome.getCallId());
    assertTrue(outcome.getIntent() > 0);
    assertEquals("ok", outcome.getOutcome());
    assertEquals("n1", outcome.getObject());
    assertEquals(1, outcome.getTargetCount());
    assertEquals(64, outcome.getTargetHash().length());
    assertTrue(outcome.getDurationUs() > 0);
  }

  @Test
  void aCallThatFailsSaysWhy() {
    String trace = trace();
    assertEquals(404, label("missing", TestServices.token("admin"), trace).statusCode());
    AuditRow outcome = rows(trace, 2).getLast();
    assertEquals("not_found", outcome.getOutcome());
    assertEquals("no node has the id 'missing'", outcome.getMessage());
  }

  @Test
  void aForbiddenCallIsWrittenBeforeItsAnswer() {
    String trace = trace();
    assertEquals(403, label("n1", TestServices.token("viewer"), trace).statusCode());
    List<AuditRow> rows = door.services.audit(trace);
    assertEquals(1, rows.size(), rows::toString);
    assertEquals("refused", rows.getFirst().getKind());
    assertEquals("viewer", rows.getFirst().getCaller());
    assertEquals("denied", rows.getFirst().getOutcome());
  }

  @Test
  void aBrokenRequestIsWrittenAsWell() {
    String trace = trace();
    var response =
        door.send(
            door.request("/api/v1/nodes/n1/labels", TestServices.token("admin"))
                .header("content-type", "application/json")
                .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
                .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"nonsense\":1}")));
    assertEquals(400, response.statusCode());
    assertEquals("invalid", rows(trace, 1).getFirst().getOutcome());
  }

  @Test
  void strangersFillNoDisk() {
    String first = trace();
    assertEquals(401, label("n1", null, first).statusCode());
    int before = door.services.audit.size();
    for (int i = 0; i < 30; i++) {
      assertEquals(401, label("n1", null, trace()).statusCode());
    }
    // A minute may begin meanwhile: then there is one more of the first, and one with the count.
    assertTrue(door.services.audit.size() - before <= 2, () -> "" + door.services.audit);
    assertEquals("unauthenticated", door.services.audit(first).getFirst().getOutcome());
  }

  @Test
  void nothingIsDoneWhenTheTrailCannotBeWritten() {
    int before = door.services.labelled.get();
    String trace = trace();
    door.services.auditAway = true;
    try {
      HttpResponse<String> answer = label("n9", TestServices.token("admin"), trace);
      assertEquals(503, answer.statusCode());
      assertTrue(answer.body().contains("audit trail"), answer.body());
      assertEquals(before, door.services.labelled.get());
      assertEquals(200, door.get("/api/v1/nodes/n1").statusCode(), "reading goes on");
    } finally {
      door.services.auditAway = false;
    }
    AuditRow refused = rows(trace, 1).getFirst();
    assertEquals("refused", refused.getKind());
    assertEquals("unavailable", refused.getOutcome());
  }

  @Test
  void readingLeavesNoRow() {
    int before = door.services.audit.size();
    assertEquals(200, door.get("/api/v1/nodes/n1").statusCode());
    assertEquals(200, door.get("/api/v1/nodes").statusCode());
    assertFalse(
        door.services.audit.subList(before, door.services.audit.size()).stream()
            .anyMatch(row -> row.getMethod().endsWith("Get") || row.getMethod().endsWith("List")));
  }
}
