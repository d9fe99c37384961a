package io.muster.server.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamFaceTest {
  private static final String ADMIN = TestServices.token("admin");
  private Door door;

  @BeforeEach
  void open() throws IOException {
    door = Door.open();
  }

  @AfterEach
  void close() throws IOException {
    door.close();
  }

  private static void eventually(String what, BooleanSupplier condition) {
    Instant limit = Instant.now().plusSeconds(15);
    while (!condition.getAsBoolean()) {
      assertTrue(Instant.now().isBefore(limit), what);
      LockSupport.parkNanos(20_000_000);
    }
  }

  private static String path(String job) {
    return "/api/v1/jobs/" + job + "/events";
  }

  @Test
  void sendsEventsWithTheirNumbersAndResumes() {
    var events = door.send(door.request(path("3"), ADMIN).header("accept", "text/event-stream"));
    assertEquals("text/event-stream", events.headers().firstValue("content-type").get());
    assertTrue(events.body().startsWith("id: 1\ndata: {\"seq\":\"1\""), events.body());
    assertTrue(events.body().endsWith("event: end\ndata: {}\n\n"), events.body());
    String resumed =
        door.send(
                door.request(path("3") + "?after=1", ADMIN)
                    .header("accept", "text/event-stream")
                    .header("last-event-id", "2"))
            .body();
    assertTrue(resumed.startsWith("id: 3\n"), resumed);
  }

  @Test
  void sendsJsonLinesAndAFailureAsTheLastOne() {
    var lines = door.send(door.request(path("2"), ADMIN).header("accept", "application/x-ndjson"));
    assertEquals(2, lines.body().lines().count());
    assertEquals("2", new JsonObject(lines.body().lines().toList().get(1)).getString("seq"));
    List<String> broken = door.get(path("late")).body().lines().toList();
    assertEquals(3, broken.size());
    assertEquals(
        "UNAVAILABLE", new JsonObject(broken.get(2)).getJsonObject("error").getString("code"));
  }

  @Test
  void answersAFailureBeforeTheFirstItemWithItsStatus() {
    for (String accept : new String[] {"text/event-stream", "application/x-ndjson"}) {
      var missing = door.send(door.request(path("missing"), ADMIN).header("accept", accept));
      assertEquals(404, missing.statusCode());
      assertEquals("application/problem+json", missing.headers().firstValue("content-type").get());
    }
    var late = door.send(door.request(path("late"), ADMIN).header("accept", "text/event-stream"));
    assertTrue(late.body().contains("event: error\ndata: {\"type\":"), late.body());
    assertEquals(422, door.get(path("1") + "?after=-1").statusCode());
  }

  @Test
  void tellsTheSourceWhenTheReaderLeaves() throws Exception {
    var response =
        door.client.send(
            door.request(path("forever"), ADMIN).header("accept", "text/event-stream").build(),
            HttpResponse.BodyHandlers.ofInputStream());
    assertEquals(1.0, door.registry.get("muster.gateway.streams").gauge().value());
    assertTrue(response.body().read() >= 0);
    response.body().close();
    eventually(
        "the stream is still counted",
        () -> door.registry.get("muster.gateway.streams").gauge().value() == 0);
  }

  @Test
  void slowsTheSourceDownToTheReader() throws Exception {
    var response =
        door.client.send(
            door.request(path("flood"), ADMIN)
                .version(java.net.http.HttpClient.Version.HTTP_1_1)
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
    long[] before = {-1};
    eventually(
        "a flood of 1 GB went on without a reader",
        () -> {
          long now = door.services.flooded.get();
          boolean still = now > 0 && now == before[0];
          before[0] = now;
          LockSupport.parkNanos(300_000_000);
          return still;
        });
    assertTrue(before[0] < 10_000, "sent ahead: " + before[0]);
    InputStream body = response.body();
    byte[] buffer = new byte[1 << 16];
    for (long read = 0; read < 200_000_000 && door.services.flooded.get() <= before[0]; ) {
      read += body.read(buffer);
    }
    assertTrue(door.services.flooded.get() > before[0], "the source stays behind");
    body.close();
  }

  private static final class Frames implements WebSocket.Listener {
    final BlockingQueue<String> queue = new LinkedBlockingQueue<>();
    private final StringBuilder part = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      part.append(data);
      if (last) {
        queue.add(part.toString());
        part.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      queue.add("close " + status + " " + reason);
      return null;
    }

    String next() throws InterruptedException {
      String frame = queue.poll(15, TimeUnit.SECONDS);
      assertTrue(frame != null, "no frame came");
      return frame;
    }
  }

  private WebSocket connect(String path, String token, Frames frames) {
    return door.client
        .newWebSocketBuilder()
        .header("authorization", "Bearer " + token)
        .buildAsync(java.net.URI.create("wss://127.0.0.1:" + door.verticle.port() + path), frames)
        .join();
  }

  @Test
  void streamsOverAWebSocketOfItsOwn() throws Exception {
    Frames frames = new Frames();
    connect(path("3") + "?after=1", ADMIN, frames);
    assertEquals("2", new JsonObject(frames.next()).getString("seq"));
    assertEquals("3", new JsonObject(frames.next()).getString("seq"));
    assertEquals("close 1000 end of stream", frames.next());
    Frames missing = new Frames();
    connect(path("missing"), ADMIN, missing);
    assertTrue(missing.next().contains("\"code\":\"NOT_FOUND\""));
    assertTrue(missing.next().startsWith("close 4404 NOT_FOUND"));
  }

  @Test
  void carriesManyStreamsOnOneSocket() throws Exception {
    Frames frames = new Frames();
    WebSocket socket = connect("/ws", ADMIN, frames);
    socket.sendText(subscribe("a", path("forever"), 0), true).join();
    JsonObject item = new JsonObject(frames.next());
    assertEquals("a", item.getString("id"));
    assertEquals("1", item.getJsonObject("item").getString("seq"));
    socket.sendText(subscribe("b", path("3"), 2), true).join();
    assertEquals("3", new JsonObject(frames.next()).getJsonObject("item").getString("seq"));
    assertEquals("{\"id\":\"b\",\"end\":true}", frames.next());
    socket.sendText(subscribe("c", "/api/v1/nodes", 0), true).join();
    assertTrue(frames.next().contains("NOT_FOUND"));
    socket.sendText("nonsense", true).join();
    assertTrue(frames.next().contains("INVALID"));
    socket.sendText("{\"unsubscribe\":\"a\"}", true).join();
    assertEquals("{\"id\":\"a\",\"end\":true}", frames.next());
    socket.abort();
  }

  private static String subscribe(String id, String path, long after) {
    JsonObject what = new JsonObject().put("method", "GET").put("path", path).put("after", after);
    return new JsonObject().put("id", id).put("subscribe", what).encode();
  }

  @Test
  void refusesSocketsWithoutACredential() {
    assertEquals(401, door.send(door.request("/ws", null)).statusCode());
    assertEquals(426, door.get("/ws").statusCode());
    assertEquals(401, door.send(door.request(path("1"), null)).statusCode());
  }
}
