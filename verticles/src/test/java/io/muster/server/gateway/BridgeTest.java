package io.muster.server.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.protocol.Api;
import io.muster.protocol.FailureCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BridgeTest {
  private static final String GET = "muster.v1.Nodes/Get";
  private static final String WATCH = "muster.v1.Jobs/Watch?id=";

  private static Door door;
  private BridgeClient client;

  @BeforeAll
  static void open() throws IOException {
    door = Door.open();
  }

  @AfterAll
  static void close() throws IOException {
    door.close();
  }

  @BeforeEach
  void connect() throws IOException {
    door.services.tokens.put("viewer", "viewer");
    client = new BridgeClient(door);
  }

  @AfterEach
  void disconnect() throws IOException {
    client.close();
    await("the end of the connections", () -> gauge("muster.bridge.connections") == 0);
    await("the end of the streams", () -> gauge("muster.gateway.streams") == 0);
  }

  private static double gauge(String name) {
    return door.registry.get(name).gauge().value();
  }

  private static double slow() {
    return door.registry.get("muster.bridge.slow").counter().count();
  }

  private static JsonObject id(String id) {
    return new JsonObject().put("id", id);
  }

  private static String code(JsonObject frame) {
    assertEquals("err", frame.getString("type"), frame::encode);
    return frame.getString("failureType");
  }

  private static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, () -> what + " did not come");
      LockSupport.parkNanos(5_000_000);
    }
  }

  @Test
  void callsAMethodAsTheCallerOfTheCredential() {
    JsonObject answer = client.call(GET, TestServices.token("viewer"), id("n1"));
    assertEquals("message", answer.getString("type"));
    assertEquals("r-" + GET, answer.getString("address"));
    assertEquals("n1", answer.getJsonObject("body").getString("id"));
    assertEquals("viewer", answer.getJsonObject("body").getString("name"));
  }

  @Test
  void headersOfAFrameDoNotSayWhoCalls() {
    JsonObject headers =
        new JsonObject()
            .put("authorization", "Bearer " + TestServices.token("viewer"))
            .put("caller", "root")
            .put("roles", "admin");
    client.write(
        new JsonObject()
            .put("type", "send")
            .put("address", GET)
            .put("replyAddress", "r")
            .put("headers", headers)
            .put("body", id("n1")));
    JsonObject body = client.read().getJsonObject("body");
    assertEquals("viewer", body.getString("name"));
    assertEquals(List.of("viewer"), body.getJsonArray("groups").getList());
  }

  @Test
  void aLaterFrameGoesWithTheCredentialOfAnEarlierOne() {
    client.call(GET, TestServices.token("viewer"), id("n1"));
    JsonObject answer = client.call(GET, null, id("n2"));
    assertEquals("viewer", answer.getJsonObject("body").getString("name"));
  }

  @Test
  void failuresHaveCodeMessageAndTrace() {
    assertEquals("UNAUTHENTICATED", code(client.call(GET, null, id("n1"))));
    JsonObject denied =
        client.call(
            "muster.v1.Nodes/Cordon", TestServices.token("viewer"), id("n1").put("reason", "x"));
    assertEquals("DENIED", code(denied));
    assertEquals(FailureCode.DENIED.ordinal(), denied.getInteger("failureCode"));
    assertTrue(denied.getString("message").contains("node:manage"));
    String trace = denied.getJsonObject("problem").getString("traceId");
    assertEquals(32, trace.length());
    assertTrue(denied.getString("message").contains(trace));
    assertEquals("INVALID", code(client.call(GET, null, id(""))));
    assertEquals("INVALID", code(client.call(GET, null, new JsonObject().put("name", 1))));
    assertEquals("NOT_FOUND", code(client.call(GET, null, id("missing"))));
    JsonObject internal = client.call(GET, null, id("boom"));
    assertEquals("INTERNAL", code(internal));
    assertTrue(!internal.encode().contains("secret internals"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "muster.bell.nodes",
        "muster.internal.v1.Credentials/Verify",
        "muster.v1.Nodes/None",
        "vertx.secret",
        "",
        "muster.v1.Nodes/Get?id=n1"
      })
  void everyOtherAddressIsRefused(String address) {
    String admin = TestServices.token("admin");
    assertEquals("DENIED", code(client.call(address, admin, id("x"))));
    client.write("register", address, admin, null);
    String refused = code(client.read());
    assertTrue(List.of("DENIED", "INVALID").contains(refused), refused);
    client.write("publish", address, admin, id("x"));
    assertEquals("DENIED", code(client.read()));
  }

  @Test
  void nothingIsPublishedByClients() {
    List<Object> heard = new CopyOnWriteArrayList<>();
    door.vertx.eventBus().consumer("muster.bell.nodes", message -> heard.add(message.body()));
    String admin = TestServices.token("admin");
    client.write("publish", "muster.bell.nodes", admin, id("x"));
    assertEquals("DENIED", code(client.read()));
    client.write("publish", "muster.events.node.online", admin, id("x"));
    assertEquals("DENIED", code(client.read()));
    client.write("send", "muster.bell.nodes", admin, id("x"));
    assertEquals("DENIED", code(client.read()));
    assertEquals(List.of(), heard);
  }

  @Test
  void aStreamIsASubscriptionWithAnEnd() {
    client.write("register", WATCH + "3&after=1", TestServices.token("viewer"), null);
    assertEquals("2", client.read().getJsonObject("body").getString("seq"));
    JsonObject last = client.read();
    assertEquals("3", last.getJsonObject("body").getString("seq"));
    assertEquals(WATCH + "3&after=1", last.getString("address"));
    JsonObject end = client.read();
    assertEquals("true", end.getJsonObject("headers").getString("end"));
    assertNull(end.getValue("body"));
  }

  @Test
  void theRequestOfAStreamMayBeAHeader() {
    JsonObject headers =
        new JsonObject()
            .put("authorization", "Bearer " + TestServices.token("viewer"))
            .put("request", id("1"));
    client.write(
        new JsonObject()
            .put("type", "register")
            .put("address", "muster.v1.Jobs/Watch")
            .put("headers", headers));
    assertEquals("1", client.read().getJsonObject("body").getString("seq"));
  }

  @Test
  void aStreamThatFailsSaysSo() {
    client.write("register", WATCH + "late", TestServices.token("viewer"), null);
    client.read();
    client.read();
    JsonObject failed = client.read();
    assertEquals("UNAVAILABLE", code(failed));
    assertEquals(WATCH + "late", failed.getString("address"));
  }

  @Test
  void unregisteringEndsTheSource() {
    client.write("register", WATCH + "forever", TestServices.token("viewer"), null);
    client.read();
    client.write("unregister", WATCH + "forever", null, null);
    await("the end of the source", () -> gauge("muster.gateway.streams") == 0);
    assertEquals("pong", ping().getString("type"));
  }

  private JsonObject ping() {
    client.write(new JsonObject().put("type", "ping"));
    return client.read();
  }

  @Test
  void aRevokedTokenEndsItsSubscriptions() {
    client.write("register", WATCH + "forever", TestServices.token("viewer"), null);
    assertEquals("message", client.read().getString("type"));
    door.services.tokens.remove("viewer");
    assertEquals("UNAUTHENTICATED", code(client.read()));
    assertEquals("UNAUTHENTICATED", code(client.call(GET, null, id("n1"))));
    assertEquals(
        "message", client.call(GET, TestServices.token("admin"), id("n1")).getString("type"));
  }

  @Test
  void aSessionThatEndsEndsItsSubscriptions() throws IOException {
    String pem = java.nio.file.Files.readString(door.folder.resolve("trust/jwt.key"));
    String session = door.session("ann", List.of("viewer"), Instant.now().plusSeconds(8), pem);
    client.write("register", WATCH + "forever", session, null);
    assertEquals("message", client.read().getString("type"));
    assertEquals("UNAUTHENTICATED", code(client.read()));
  }

  @Test
  void aSlowConsumerIsToldAndDropped() {
    double before = slow();
    long flooded = door.services.flooded.get();
    client.write("register", WATCH + "flood", TestServices.token("viewer"), null);
    await("the drop", () -> slow() == before + 1);
    long sent = door.services.flooded.get() - flooded;
    assertTrue(sent < 50_000, () -> "the source was not held back: it sent " + sent);
    await("the end", () -> gauge("muster.bridge.connections") == 0);
  }

  @Test
  void aSlowConsumerIsToldWhy() {
    List<String> written = new CopyOnWriteArrayList<>();
    Promise<Void> stuck = Promise.promise();
    Promise<Void> closed = Promise.promise();
    BridgeWire wire = new StuckWire(written, stuck, closed);
    Bridge bridge = new Bridge(Door.BRIDGE, Contract.of(Api.SERVICES), door.registry);
    bridge.enter();
    door.vertx.runOnContext(
        now ->
            new BridgeConnection(door.vertx, null, bridge, wire, "").frame("{\"type\":\"ping\"}"));
    Door.await(closed.future());
    JsonObject told = new JsonObject(written.getLast());
    assertEquals("SLOW_CONSUMER", code(told));
    assertTrue(told.getString("message").startsWith("slow consumer"), told::encode);
  }

  private record StuckWire(List<String> written, Promise<Void> stuck, Promise<Void> closed)
      implements BridgeWire {
    @Override
    public Face face() {
      return Face.TCP;
    }

    @Override
    public String messageType() {
      return "message";
    }

    @Override
    public Future<Void> write(String frame) {
      written.add(frame);
      return stuck.future();
    }

    @Override
    public void hold(boolean held) {}

    @Override
    public boolean pongs() {
      return true;
    }

    @Override
    public void close() {
      closed.tryComplete();
    }
  }

  @Test
  void aConnectionWithoutACredentialIsClosed() {
    client.write(new JsonObject().put("type", "ping"));
    assertEquals("pong", client.read().getString("type"));
    assertEquals("CLOSED", code(client.read()));
    assertNull(client.read());
  }

  @Test
  void tooLongAFrameEndsTheConnection() {
    client.bytes(new byte[100_000]);
    JsonObject told = client.read();
    assertEquals("CLOSED", code(told));
    assertTrue(told.getString("message").contains("bridge.frameLimit"));
    assertNull(client.read());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "7", "[]", "{", "{\"type\":7}", "{\"type\":\"dance\"}"})
  void nonsenseIsAnsweredAndHarmsNobody(String frame) {
    client.bytes(frame.getBytes(StandardCharsets.UTF_8));
    assertEquals("INVALID", code(client.read()));
    assertEquals("pong", ping().getString("type"));
  }

  @Test
  void tooManyCallsAtOnceAreBusy() {
    for (int i = 0; i < 11; i++) {
      client.write("send", GET, TestServices.token("viewer"), id("slow"));
    }
    assertEquals("BUSY", code(client.read()));
  }

  @Test
  void browsersSpeakTheSameOverSockJs() throws Exception {
    BlockingQueue<JsonObject> frames = new LinkedBlockingQueue<>();
    WebSocket socket = sockJs(frames);
    JsonObject headers =
        new JsonObject().put("authorization", "Bearer " + TestServices.token("viewer"));
    JsonObject call =
        new JsonObject()
            .put("type", "send")
            .put("address", GET)
            .put("replyAddress", "r")
            .put("headers", headers)
            .put("body", id("n1"));
    socket.sendText(call.encode(), true);
    JsonObject answer = frames.poll(20, TimeUnit.SECONDS);
    assertEquals("rec", answer.getString("type"));
    assertEquals("viewer", answer.getJsonObject("body").getString("name"));

    socket.sendText(
        new JsonObject().put("type", "register").put("address", WATCH + "forever").encode(), true);
    assertEquals("rec", frames.poll(20, TimeUnit.SECONDS).getString("type"));
    door.services.tokens.remove("viewer");
    assertEquals("UNAUTHENTICATED", code(frames.poll(20, TimeUnit.SECONDS)));

    socket.sendText(call.copy().put("address", "muster.bell.nodes").encode(), true);
    assertEquals("DENIED", code(frames.poll(20, TimeUnit.SECONDS)));
    socket.abort();
  }

  private WebSocket sockJs(BlockingQueue<JsonObject> frames) {
    HttpClient http = door.client;
    return http.newWebSocketBuilder()
        .buildAsync(
            java.net.URI.create("wss://127.0.0.1:" + door.verticle.port() + "/eventbus/websocket"),
            new WebSocket.Listener() {
              private final java.io.ByteArrayOutputStream part =
                  new java.io.ByteArrayOutputStream();

              @Override
              public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                part.writeBytes(data.toString().getBytes(StandardCharsets.UTF_8));
                return end(from, last);
              }

              @Override
              public CompletionStage<?> onBinary(
                  WebSocket from, java.nio.ByteBuffer data, boolean last) {
                byte[] bytes = new byte[data.remaining()];
                data.get(bytes);
                part.writeBytes(bytes);
                return end(from, last);
              }

              private CompletionStage<?> end(WebSocket from, boolean last) {
                if (last) {
                  frames.add(new JsonObject(part.toString(StandardCharsets.UTF_8)));
                  part.reset();
                }
                from.request(1);
                return null;
              }
            })
        .orTimeout(20, TimeUnit.SECONDS)
        .join();
  }
}
