package io.muster.server.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestFaceTest {
  private static Door door;

  @BeforeAll
  static void open() throws IOException {
    door = Door.open();
  }

  @AfterAll
  static void close() throws IOException {
    door.close();
  }

  private static JsonObject problem(HttpResponse<String> response, int status, String code) {
    assertEquals(status, response.statusCode(), response.body());
    assertEquals("application/problem+json", response.headers().firstValue("content-type").get());
    JsonObject problem = new JsonObject(response.body());
    assertEquals(code, problem.getString("code"));
    assertEquals(status, problem.getInteger("status"));
    assertEquals(
        response.headers().firstValue("x-trace-id").orElseThrow(), problem.getString("traceId"));
    assertFalse(problem.getString("title").isEmpty());
    assertFalse(problem.getString("detail").contains("Exception"), problem.getString("detail"));
    return problem;
  }

  @ParameterizedTest
  @CsvSource({"HTTP_1_1", "HTTP_2"})
  void answersOnBothVersionsOfHttp(HttpClient.Version version) {
    var response =
        door.send(door.request("/api/v1/nodes/n-1", TestServices.token("viewer")).version(version));
    assertEquals(200, response.statusCode());
    assertEquals(version, response.version());
    assertEquals("nosniff", response.headers().firstValue("x-content-type-options").get());
    JsonObject node = new JsonObject(response.body());
    assertEquals("n-1", node.getString("id"));
    assertEquals("viewer", node.getString("name"));
  }

  @Test
  void printsEmptyListsAndTextsButNoUnsetMessages() {
    JsonObject node = new JsonObject(door.get("/api/v1/nodes/n-1").body());
    assertEquals("", node.getString("status"));
    assertEquals(new JsonObject(), node.getJsonObject("labels"));
    assertEquals(false, node.getBoolean("cordoned"));
    assertFalse(node.containsKey("enrolledAt"));
  }

  @Test
  void decodesPathVariables() {
    assertEquals("a b/ü+", new JsonObject(door.get("/api/v1/nodes/a%20b%2F%C3%BC+").body()).getString("id"));
    problem(door.call("GET", "/api/v1/nodes//", ""), 404, "NOT_FOUND");
  }

  @ParameterizedTest
  @CsvSource({
    "pageSize=7&target=all&facts=true",
    "page_size=7&target=all&facts=true",
    "pageSize=7&target=all&facts"
  })
  void bindsQueryParametersInBothSpellings(String query) {
    JsonObject answer = new JsonObject(door.get("/api/v1/nodes?" + query).body());
    assertEquals(7, answer.getInteger("total"));
    assertEquals("all|true", answer.getString("nextPageToken"));
  }

  @ParameterizedTest
  @CsvSource({
    "pageSize=many, pageSize",
    "pageSize=1&pageSize=2, more than once",
    "facts=perhaps, true or false",
    "colour=red, known here: facts"
  })
  void refusesWrongQueries(String query, String hint) {
    String detail = problem(door.get("/api/v1/nodes?" + query), 400, "INVALID").getString("detail");
    assertTrue(detail.contains(hint), detail);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "{\"target\": ~ ends too early",
        "{\"target\" \"all\"} ~ line 1 column",
        "{\"target\":\"all\",\"colour\":1} ~ unknown field 'colour'",
        "{\"target\":\"all\",\"shell\":{\"lime\":1}} ~ unknown field 'lime'",
        "{\"target\":\"all\",\"timeout\":\"soon\"} ~ duration",
        "{\"target\":\"all\",\"shell\":\"ls\"} ~ Expect message object",
        "[1] ~ Expect message object",
      })
  void refusesBodiesThatDoNotFit(String body, String hint) {
    String detail = problem(door.call("POST", "/api/v1/jobs", body), 400, "INVALID").getString("detail");
    assertTrue(detail.contains(hint), detail);
    assertFalse(detail.contains("google"), detail);
  }

  @Test
  void refusesBodiesThatAreNotUtf8() {
    var request =
        door.request("/api/v1/jobs", TestServices.token("admin"))
            .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[] {'{', '"', (byte) 0xff, '"', '}'}));
    problem(door.send(request), 400, "INVALID");
  }

  @Test
  void bindsBodiesInBothSpellingsWithDurations() {
    for (String key : new String[] {"requestId", "request_id"}) {
      var response =
          door.call(
              "POST",
              "/api/v1/jobs",
              "{\"" + key + "\":\"r1\",\"target\":\"all\",\"timeout\":\"60s\",\"shell\":{\"line\":\"ls\"}}");
      assertEquals(200, response.statusCode(), response.body());
      JsonObject job = new JsonObject(response.body());
      assertEquals("r1", job.getString("name"));
      assertEquals("60s", job.getString("timeout"));
      assertEquals("ls", job.getJsonObject("shell").getString("line"));
    }
  }

  @Test
  void namesBrokenRulesWithJsonNames() {
    JsonObject problem =
        problem(
            door.call("POST", "/api/v1/jobs", "{\"target\":\"\",\"shell\":{},\"requestId\":\"" + "x".repeat(200) + "\"}"),
            422,
            "INVALID");
    JsonArray violations = problem.getJsonArray("violations");
    String all = violations.encode();
    assertTrue(all.contains("\"field\":\"requestId\""), all);
    assertTrue(all.contains("\"field\":\"target\""), all);
    assertTrue(all.contains("give either argv or line"), all);
  }

  @Test
  void putsTheIdOfThePathIntoTheBody() {
    var response = door.call("PATCH", "/api/v1/nodes/n1/labels", "{\"set\":{\"role\":\"web\"}}");
    assertEquals("n1", new JsonObject(response.body()).getString("id"));
    var same = door.call("PATCH", "/api/v1/nodes/n1/labels", "{\"id\":\"n1\"}");
    assertEquals(200, same.statusCode(), same.body());
    problem(door.call("PATCH", "/api/v1/nodes/n1/labels", "{\"id\":\"n2\"}"), 400, "INVALID");
  }

  @Test
  void takesTheIdempotencyKey() {
    String body = "{\"target\":\"all\",\"shell\":{\"line\":\"ls\"}}";
    var keyed =
        door.send(
            door.request("/api/v1/jobs", TestServices.token("admin"))
                .header("idempotency-key", "k1")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    assertEquals("k1", new JsonObject(keyed.body()).getString("name"));
    var differing =
        door.send(
            door.request("/api/v1/jobs", TestServices.token("admin"))
                .header("idempotency-key", "k1")
                .POST(HttpRequest.BodyPublishers.ofString(body.replace("{\"target\"", "{\"requestId\":\"k2\",\"target\""))));
    problem(differing, 409, "CONFLICT");
  }

  @Test
  void answersUnknownPathsAndMethods() {
    problem(door.get("/api/v1/nothing"), 404, "NOT_FOUND");
    problem(door.get("/nothing").statusCode() == 404 ? door.get("/api/v1/jobs/1/2/3") : null, 404, "NOT_FOUND");
    var response = door.call("PUT", "/api/v1/nodes/n1", "{}");
    problem(response, 405, "INVALID");
    assertEquals("DELETE, GET, HEAD, OPTIONS", response.headers().firstValue("allow").get());
    var options = door.call("OPTIONS", "/api/v1/nodes/n1", "");
    assertEquals(204, options.statusCode());
    assertTrue(options.headers().firstValue("allow").get().contains("GET"));
  }

  @Test
  void refusesOtherTypesAndLargeBodies() {
    var form =
        door.send(
            door.request("/api/v1/jobs", TestServices.token("admin"))
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("a=b")));
    problem(form, 415, "INVALID");
    String large = "{\"target\":\"" + "x".repeat(100_000) + "\"}";
    problem(door.call("POST", "/api/v1/jobs", large), 413, "INVALID");
    var chunked =
        door.request("/api/v1/jobs", TestServices.token("admin"))
            .version(HttpClient.Version.HTTP_1_1)
            .POST(
                HttpRequest.BodyPublishers.ofInputStream(
                    () -> new java.io.ByteArrayInputStream(large.getBytes())));
    problem(door.send(chunked), 413, "INVALID");
  }

  @Test
  void hasHead() {
    var response =
        door.send(
            door.request("/api/v1/nodes/n1", TestServices.token("admin"))
                .method("HEAD", HttpRequest.BodyPublishers.noBody()));
    assertEquals(200, response.statusCode());
    assertEquals("", response.body());
    assertTrue(response.headers().firstValueAsLong("content-length").orElse(0) > 10);
  }

  @Test
  void translatesFailures() {
    JsonObject missing = problem(door.get("/api/v1/nodes/missing"), 404, "NOT_FOUND");
    assertTrue(missing.getString("detail").contains("größe"));
    String boom = problem(door.get("/api/v1/nodes/boom"), 500, "INTERNAL").getString("detail");
    assertFalse(boom.contains("secret internals"), boom);
    var busy = door.get("/api/v1/nodes/busy");
    problem(busy, 429, "BUSY");
    assertEquals("1", busy.headers().firstValue("retry-after").get());
    var unserved = door.get("/api/v1/jobs");
    problem(unserved, 503, "UNAVAILABLE");
    assertEquals("2", unserved.headers().firstValue("retry-after").get());
  }

  @Test
  void keepsTheCallersTrace() {
    String id = "4bf92f3577b34da6a3ce929d0e0e4736";
    var response =
        door.send(
            door.request("/api/v1/nodes/n1", TestServices.token("admin"))
                .header("traceparent", "00-" + id + "-00f067aa0ba902b7-01"));
    assertEquals(id, response.headers().firstValue("x-trace-id").get());
    assertEquals(id, new JsonObject(response.body()).getString("cordonReason"));
    String fresh = door.get("/api/v1/nodes/n1").headers().firstValue("x-trace-id").get();
    assertTrue(fresh.matches("[0-9a-f]{32}"), fresh);
  }
}
