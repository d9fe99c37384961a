package io.muster.server.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.server.files.FileHouse;
import io.muster.server.watch.WatchVerticle;
import io.muster.store.job.JobReads;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The old routes, over HTTP, on the real services. No agent runs: tasks wait. */
class CompatVerticleTest {
  @TempDir static Path dir;
  private static FileHouse house;

  @BeforeAll
  static void open() throws IOException {
    house = new FileHouse(dir);
    house.node("n1");
    house.node("n2");
    house.stage.deploy(new WatchVerticle(new JobReads(house.stage.database), house.stage.meters));
    house.stage.deploy(new CompatVerticle());
  }

  @AfterAll
  static void close() {
    house.close();
  }

  private static HttpResponse<byte[]> post(String path, String body) {
    return house.send(
        house
            .request(path)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static JsonObject json(HttpResponse<byte[]> response, int status) {
    String body = new String(response.body(), StandardCharsets.UTF_8);
    assertEquals(status, response.statusCode(), body);
    return new JsonObject(body);
  }

  private static JsonObject get(String path) {
    return json(house.send(house.request(path)), 200);
  }

  @Test
  void aCommandIsMadeShownAndCancelled() {
    JsonObject made =
        json(
            post(
                "/api/v1/tasks",
                "{\"agent_id\":\"n1\",\"type\":\"command\",\"command\":\"echo hello\","
                    + "\"params\":{\"env\":{\"A\":\"b\",\"N\":7}},\"timeout\":30}"),
            200);
    assertEquals("n1", made.getString("agent_id"));
    assertEquals("echo hello", made.getString("command"));
    assertEquals(30, made.getInteger("timeout"));
    String id = made.getString("id");
    assertEquals(id, get("/api/v1/tasks/" + id).getString("id"));
    assertEquals(
        id,
        get("/api/v1/tasks?agent_id=n1").getJsonArray("tasks").getJsonObject(0).getString("id"));
    assertEquals(0, get("/api/v1/tasks?agent_id=n2").getJsonArray("tasks").size());
    JsonObject logs = get("/api/v1/tasks/" + id + "/logs");
    assertEquals("", logs.getString("stdout"));
    assertEquals(id, logs.getString("task_id"));
    JsonObject cancelled = json(post("/api/v1/tasks/" + id + "/cancel", "{}"), 200);
    assertTrue(cancelled.getString("status").matches("cancelled|dispatched|pending"), made::encode);
    assertEquals(
        "1",
        house.stage.value(
            "SELECT count(*) FROM audit WHERE event = 'task.create' AND kind = 'outcome' AND object"
                + " = '"
                + id
                + "' AND target_count = 1"));
    assertEquals(
        "0", house.stage.value("SELECT count(*) FROM audit WHERE request LIKE '%\"A\":\"b\"%'"));
  }

  @Test
  void whatMakesNoSenseIsRefusedWithItsName() {
    for (String[] wrong :
        new String[][] {
          {"{\"agent_id\":\"n1\",\"type\":\"docker\",\"command\":\"x\"}", "type"},
          {"{\"agent_id\":\"n1\",\"command\":\"\"}", "command"},
          {"{\"agent_id\":\"n1\",\"command\":\"x\",\"params\":{\"shell\":\"zsh\"}}", "shell"},
          {"{\"agent_id\":\"n1\",\"type\":\"file\",\"file_id\":\"f\"}", "path"},
          {
            "{\"agent_id\":\"n1\",\"type\":\"file\",\"file_id\":\"f\",\"params\":{\"path\":\"/a\","
                + "\"mode\":\"rwx\"}}",
            "mode"
          },
          {"{\"agent_id\":\"all\",\"command\":\"x\",\"timeout\":-1}", "timeout"}
        }) {
      HttpResponse<byte[]> answer = post("/api/v1/tasks", wrong[0]);
      String body = new String(answer.body(), StandardCharsets.UTF_8);
      assertTrue(answer.statusCode() == 400 || answer.statusCode() == 422, body);
      assertTrue(body.contains(wrong[1]), body);
    }
    assertEquals(404, house.send(house.request("/api/v1/tasks/nope")).statusCode());
    String everybody = "{\"agent_id\":\"all\",\"command\":\"x\"}";
    assertEquals(404, post("/api/v1/tasks", everybody).statusCode(), "an id, not a target");
  }

  @Test
  void agentsAreNodes() {
    assertEquals(2, get("/api/v1/agents").getInteger("total"));
    assertEquals("n1", get("/admin/nodes").getJsonArray("agents").getJsonObject(0).getString("id"));
    assertEquals("online", get("/api/v1/agents/n2/status").getString("status"));
    assertEquals("n2", get("/admin/nodes/n2").getString("id"));
    assertEquals(0, get("/api/v1/agents?status=offline").getJsonArray("agents").size());
    assertEquals(404, house.send(house.request("/api/v1/agents/nobody")).statusCode());
  }
}
