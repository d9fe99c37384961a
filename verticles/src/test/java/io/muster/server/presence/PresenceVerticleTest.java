package io.muster.server.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.link.Link;
import io.muster.link.LinkOptions;
import io.muster.link.NatsLink;
import io.muster.local.postgres.TestDatabase;
import io.muster.local.process.Ports;
import io.muster.protocol.Doorbells;
import io.muster.protocol.NodesApi;
import io.muster.protocol.Subjects;
import io.muster.protocol.agent.v1.Beat;
import io.muster.protocol.agent.v1.Ctl;
import io.muster.protocol.agent.v1.Profile;
import io.muster.protocol.agent.v1.Signed;
import io.muster.protocol.agent.v1.Vitals;
import io.muster.protocol.v1.GetVitalsRequest;
import io.muster.protocol.v1.NodeVitals;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.store.Database;
import io.muster.store.DatabaseConfig;
import io.muster.store.Migrations;
import io.muster.store.config.ConfigStates;
import io.muster.store.node.PresenceLedger;
import io.muster.trust.BatchSigner;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PresenceVerticleTest {
  private final TestDatabase raw = TestDatabase.copyOf(made -> Migrations.run(config(made)));
  private final Vertx vertx = Vertx.vertx();
  private final Database database = Database.open(vertx, config(raw));
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final BlockingQueue<String> online = new LinkedBlockingQueue<>();
  private Process server;
  private Link controlPlane;
  private Link agent;

  @BeforeEach
  void start() throws Exception {
    int port = Ports.free();
    server =
        new ProcessBuilder("nats-server", "-a", "127.0.0.1", "-p", Integer.toString(port))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    controlPlane = open("control-plane", port);
    agent = open("agent", port);
    try (var connection = raw.connect();
        var sql = connection.createStatement()) {
      sql.execute("INSERT INTO node (id, name, public_key) VALUES ('a','a','Ua'), ('b','b','Ub')");
    }
    vertx.eventBus().<String>consumer(Doorbells.ONLINE, bell -> online.add(bell.body()));
    PresenceConfig config =
        new PresenceConfig(
            Duration.ofMillis(50),
            1000,
            Duration.ofMillis(100),
            Duration.ofMillis(200),
            Duration.ofMinutes(1),
            Duration.ofHours(1));
    await(
        vertx.deployVerticle(
            new PresenceVerticle(
                controlPlane,
                unsigned(),
                new PresenceLedger(database),
                new ConfigStates(database),
                config.vitals(database),
                config,
                Clock.systemUTC(),
                meters),
            new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD)));
    controlPlane.flush(Duration.ofSeconds(5)).get(10, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() throws InterruptedException {
    await(vertx.close());
    agent.close();
    controlPlane.close();
    server.destroy();
    assertTrue(server.waitFor(10, TimeUnit.SECONDS));
    raw.close();
  }

  /** Envelopes without a signature: signatures are trust's, and tested there. */
  private static BatchSigner unsigned() {
    return (kind, bodies) ->
        bodies.stream()
            .map(
                body ->
                    Signed.newBuilder().setKind(kind).setBody(ByteString.copyFrom(body)).build())
            .toList();
  }

  private static Link open(String name, int port) throws InterruptedException {
    Link link =
        NatsLink.open(
            LinkOptions.of(
                name, java.util.List.of("nats://127.0.0.1:" + port), "_INBOX_" + name + "."));
    CountDownLatch connected = new CountDownLatch(1);
    link.onChange(
        change -> {
          if (change == Link.Change.CONNECTED) {
            connected.countDown();
          }
        });
    assertTrue(connected.await(20, TimeUnit.SECONDS), "nats-server is up");
    return link;
  }

  private static DatabaseConfig config(TestDatabase made) {
    return new DatabaseConfig(
        made.host(),
        made.port(),
        made.database(),
        made.user(),
        made.passwordFile(),
        Optional.empty(),
        4,
        Duration.ofSeconds(5));
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static Beat.Builder beat(String node) {
    return Beat.newBuilder()
        .setNodeId(node)
        .setSession("s1")
        .setAgentVersion("1.0")
        .setIntervalMs(200);
  }

  private void send(Beat.Builder beat) {
    agent.publish(Subjects.beat(beat.getNodeId()), beat.build().toByteArray());
  }

  private String query(String sql) {
    try (var connection = raw.connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : "";
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void until(String what, BooleanSupplier condition) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    long timer =
        vertx.setPeriodic(
            20,
            tick ->
                vertx.executeBlocking(
                    () -> {
                      if (condition.getAsBoolean()) {
                        done.countDown();
                      }
                      return null;
                    }));
    boolean met = done.await(20, TimeUnit.SECONDS);
    vertx.cancelTimer(timer);
    assertTrue(met, what);
  }

  private String status(String node) {
    return query("SELECT status FROM node WHERE id = '" + node + "'");
  }

  @Test
  void aHeartbeatMakesOnlineOnceAndItsProfileIsKept() throws InterruptedException {
    send(
        beat("a")
            .setProfileHash("h")
            .setProfile(
                Profile.newBuilder()
                    .setName("host")
                    .putLabels("role", "web")
                    .addGroups("front")
                    .setFactsJson("{\"cpus\":4}")));
    assertEquals("a", online.poll(20, TimeUnit.SECONDS));
    assertEquals("host", query("SELECT name FROM node WHERE id = 'a'"));
    assertEquals("4", query("SELECT facts->>'cpus' FROM node WHERE id = 'a'"));
    assertEquals("new", status("b"));
  }

  @Test
  void asksForAProfileThatIsNotKnown() throws Exception {
    BlockingQueue<byte[]> orders = new LinkedBlockingQueue<>();
    agent.subscribe(Subjects.ctl("a"), null, message -> orders.add(message.data()));
    agent.flush(Duration.ofSeconds(5)).get(10, TimeUnit.SECONDS);
    send(beat("a").setProfileHash("unknown"));
    byte[] order = orders.poll(20, TimeUnit.SECONDS);
    assertNotNull(order);
    assertTrue(Ctl.parseFrom(Signed.parseFrom(order).getBody()).hasSendFacts());
  }

  @Test
  void silenceIsOfflineAfterTheGraceAndGoodbyeAtOnce() throws InterruptedException {
    send(beat("a"));
    send(beat("b").setIntervalMs(60_000));
    until("b is online", () -> status("b").equals("online"));
    until("a fell silent", () -> status("a").equals("offline"));
    assertEquals("online", status("b"));
    send(beat("b").setLeaving(true));
    until("b left", () -> status("b").equals("offline"));
  }

  @Test
  void whatCannotBeReadIsCountedAndHarmsNobody() throws InterruptedException {
    agent.publish(Subjects.beat("a"), new byte[] {1, 2, 3});
    agent.publish(Subjects.beat("a"), beat("b").build().toByteArray());
    send(beat("a").setSession("zero\0byte"));
    send(beat("a").setProfileHash("x").setProfile(Profile.newBuilder().setFactsJson("[1]")));
    send(
        beat("a")
            .setProfileHash("huge")
            .setProfile(Profile.newBuilder().setFactsJson("{\"n\":1e999999}")));
    send(beat("ghost"));
    send(beat("b"));
    until("b is online all the same", () -> status("b").equals("online"));
    until("all five are counted", () -> meters.counter("muster.beats.unreadable").count() == 5);
    assertEquals("", query("SELECT profile_hash FROM node WHERE id = 'a'"));
  }

  @Test
  void nobodyBecomesOfflineForThreeIntervalsAfterADisturbance() {
    Grace grace = new Grace(Duration.ofMillis(200), 1000);
    assertTrue(!grace.over(1600));
    assertTrue(grace.over(1601));
    grace.disturbed(1500);
    assertTrue(!grace.over(2100));
    assertTrue(grace.over(2101));
  }

  @Test
  void keepsWhatANodeMeasures() throws InterruptedException {
    Vitals vitals = Vitals.newBuilder().setCpuBusy(7).setMemoryUsed(-5).setMemoryTotal(100).build();
    until(
        "a sample",
        () -> {
          send(beat("a").setVitals(vitals));
          return !query("SELECT node_id FROM node_vitals").isEmpty();
        });
    NodeVitals answer =
        await(
            new Bus(vertx)
                .call(
                    NodesApi.VITALS,
                    GetVitalsRequest.newBuilder().setId("a").build(),
                    Caller.system("0".repeat(32))));
    assertEquals(1, answer.getSamplesCount());
    assertEquals(1f, answer.getSamples(0).getCpuBusy());
    assertEquals(0, answer.getSamples(0).getMemoryUsed());
    assertEquals(100, answer.getSamples(0).getMemoryTotal());
  }
}
