package io.muster.server.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.muster.link.NatsLink;
import io.muster.protocol.EventsApi;
import io.muster.protocol.FailureCode;
import io.muster.protocol.Subjects;
import io.muster.protocol.agent.v1.Beat;
import io.muster.protocol.agent.v1.Vitals;
import io.muster.protocol.v1.CreateNatsCredentialRequest;
import io.muster.protocol.v1.Event;
import io.muster.protocol.v1.NatsCredential;
import io.muster.server.Stage;
import io.muster.server.events.FeedScene.Watch;
import io.muster.store.event.EventRow;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventsVerticleTest {
  @TempDir static Path dir;
  private static FeedScene scene;
  private String first;

  @BeforeAll
  static void open() throws IOException {
    scene = new FeedScene(dir);
  }

  @AfterAll
  static void close() {
    scene.close();
  }

  @BeforeEach
  void start() {
    scene.stage.sql("DELETE FROM node; DELETE FROM event; DELETE FROM lease");
    first = scene.deploy("cp-1");
  }

  @AfterEach
  void stop() {
    scene.stage.vertx.deploymentIDs().forEach(id -> Stage.await(scene.stage.vertx.undeploy(id)));
  }

  @Test
  void tellsOfNodesInTheOrderOfTheirChanges() {
    Watch watch = scene.watch(FeedScene.asks());
    scene.node("a");
    scene.status("a", "online");
    scene.stage.sql(
        "UPDATE node SET labels_set = '{\"role\": \"web\"}', cordoned = true WHERE id = 'a'");
    scene.status("a", "offline");
    scene.stage.sql("UPDATE node SET removed_at = now() WHERE id = 'a'");
    scene.stage.sql("UPDATE node SET removed_at = NULL WHERE id = 'a'");
    watch.await(6);

    assertEquals(
        List.of(
            "node.added a",
            "node.online a",
            "node.changed a",
            "node.offline a",
            "node.removed a",
            "node.added a"),
        watch.told());
    assertEquals(List.of("labels", "cordon"), watch.seen().get(2).getNode().getChangedList());
    assertEquals("a", watch.seen().get(2).getNodeId());
    List<Long> revisions = watch.seen().stream().map(Event::getRevision).toList();
    assertEquals(revisions.stream().sorted().toList(), revisions);
    Stage.await("nothing waits", () -> scene.pending() == 0);
  }

  @Test
  void whatChangesNothingForPeopleIsNoEvent() {
    scene.node("a");
    Watch watch = scene.watch(FeedScene.asks());
    scene.stage.sql("UPDATE node SET name = name WHERE id = 'a'");
    scene.status("a", "online");
    watch.await("node.online");
    assertFalse(watch.saw("node.changed"));
  }

  @Test
  void resumesAfterAnEventOnAnotherMember() {
    Watch before = scene.watch(FeedScene.asks("node.*"));
    scene.node("a");
    scene.node("b");
    before.await(2);
    before.cancel();
    String after = before.seen().getFirst().getId();

    scene.deploy("cp-2");
    Stage.await(scene.stage.vertx.undeploy(first));
    scene.node("c");
    Watch resumed = scene.watch(FeedScene.asks("node.*").setAfter(after));
    resumed.await(2);

    assertEquals(List.of("node.added b", "node.added c"), resumed.told());
    assertFalse(resumed.saw("feed.gap"));
  }

  @Test
  void saysThatEventsAreMissingWhenTheyAreNotKeptAnyMore() {
    Watch early = scene.watch(FeedScene.asks("node.*"));
    scene.node("a");
    early.await(1);
    early.cancel();
    scene.stage.sql(
        "INSERT INTO node (id, name, public_key) SELECT 'n' || i, 'n' || i, 'U' || i FROM"
            + " generate_series(1, 2000) i");
    Stage.await("all are published", () -> scene.pending() == 0);

    Watch late = scene.watch(FeedScene.asks("node.*").setAfter(early.seen().getFirst().getId()));
    late.await("feed.gap");
    scene.node("z");
    late.await(1);

    assertEquals(List.of("node.added z"), late.told());
  }

  @Test
  void saysThatEventsAreMissingWhenJetStreamHasLostThem() {
    Watch watch = scene.watch(FeedScene.asks("node.*"));
    scene.node("a");
    watch.await(1);
    deleteStream();
    watch.await("feed.gap");
    scene.node("b");
    watch.await(2);
    assertEquals(List.of("node.added a", "node.added b"), watch.told());
  }

  private void deleteStream() {
    scene
        .stage
        .contentLink
        .request(
            "$JS.API.STREAM.DELETE." + Subjects.EVENT_STREAM, new byte[0], Duration.ofSeconds(5))
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
  }

  @Test
  void refusesAnIdThatIsNone() {
    Watch watch = scene.watch(FeedScene.asks("node.*").setAfter("yesterday"), "admin");
    assertEquals(FailureCode.INVALID, scene.stage.fail(watch.reading().ended()).code());
  }

  @Test
  void whatIsPublishedTwiceCountsOnce() {
    Watch watch = scene.watch(FeedScene.asks("node.*"));
    scene.node("a");
    watch.await(1);
    String event =
        "{\"at\":\"2026-01-01T00:00:00Z\",\"subject\":\"node.added\",\"object\":\"twice\",\"nodeId\":\"twice\"}";
    for (int i = 0; i < 2; i++) {
      scene
          .stream
          .publish("node.added", event.getBytes(StandardCharsets.UTF_8), "e4711")
          .orTimeout(10, TimeUnit.SECONDS)
          .join();
    }
    scene.node("b");
    watch.await(3);
    assertEquals(List.of("node.added a", "node.added twice", "node.added b"), watch.told());
  }

  @Test
  void keepsWhatCannotBePublishedUntilItCan() {
    Watch watch = scene.watch(FeedScene.asks("node.*"));
    scene.stage.nats.kill();
    scene.node("a");
    scene.node("b");
    scene.stage.nats.start();
    watch.await(2);
    assertEquals(List.of("node.added a", "node.added b"), watch.told());
  }

  @Test
  void leavesOutWhatACallerMayNotSee() {
    Watch nobody = scene.watch(FeedScene.asks(), "nobody");
    Watch viewer = scene.watch(FeedScene.asks(), "viewer");
    Stage.await("both began", () -> !nobody.all().isEmpty() && !viewer.all().isEmpty());
    scene.stage.sql(
        "INSERT INTO event (subject, object, body) VALUES ('audit.appended', '7', '{\"audit\": {}}')");
    scene.node("a");
    viewer.await(1);
    assertEquals(List.of("node.added a"), viewer.told());
    assertEquals(List.of(), nobody.told());

    Watch denied = scene.watch(FeedScene.asks("audit.>"), "viewer");
    assertEquals(FailureCode.DENIED, scene.stage.fail(denied.reading().ended()).code());
  }

  @Test
  void tellsVitalsOfANodeWhileSomebodyWatches() {
    Watch watch = scene.watch(FeedScene.asks("node.vitals", "node.offline").addNodeIds("a"));
    NatsLink agent = scene.stage.agent("a");
    NatsLink liar = scene.stage.agent("b");
    byte[] beat =
        Beat.newBuilder()
            .setNodeId("a")
            .setVitals(Vitals.newBuilder().setCpuBusy(0.5f).setLoad1(Float.NaN))
            .build()
            .toByteArray();
    liar.publish(Subjects.beat("b"), beat);
    Stage.await(
        "vitals",
        () -> {
          agent.publish(Subjects.beat("a"), beat);
          return watch.saw("node.vitals");
        });
    Event vitals = watch.seen().getFirst();
    assertEquals(0.5f, vitals.getVitals().getCpuBusy());
    assertEquals(0, vitals.getVitals().getLoad1());
    assertTrue(watch.seen().stream().allMatch(event -> event.getNodeId().equals("a")));
  }

  @Test
  void aToolHearsTheFeedOnNatsAndDoesNothingElse() {
    NatsCredential made =
        scene.stage.call(
            EventsApi.CREATE_NATS_CREDENTIAL,
            CreateNatsCredentialRequest.newBuilder().setName("tool").build());
    String[] lines = made.getCreds().split("\n");
    assertEquals("-----BEGIN NATS USER JWT-----", lines[0]);
    NatsLink tool = scene.stage.listener(lines[1], lines[5]);
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    tool.subscribe(
        Subjects.EVENT_ALL,
        null,
        message -> heard.add(new String(message.data(), StandardCharsets.UTF_8)));
    tool.subscribe("$JS.>", null, message -> heard.add(message.subject()));
    tool.publish(Subjects.EVENTS + "node.online", new byte[0]);
    tool.publish("$JS.API.STREAM.DELETE.MUSTER_EVENTS", "_INBOX.tool.x", new byte[0]);
    Stage.await("complaints", () -> tool.complaints().size() >= 3);
    tool.flush(Duration.ofSeconds(10)).orTimeout(20, TimeUnit.SECONDS).join();
    scene.node("a");
    Stage.await("the event", () -> !heard.isEmpty());
    JsonObject event = new JsonObject(heard.poll());
    assertEquals("node.added", event.getString("subject"));
    assertEquals("a", event.getString("object"));
    assertTrue(heard.isEmpty());
  }

  /** Each kind as its trigger writes it: every field is one of the contract. */
  @Test
  void triggersWriteWhatTheContractSays() {
    Stage.await(scene.stage.vertx.undeploy(first));
    scene.stage.sql(
        """
        INSERT INTO node (id, name, public_key) VALUES ('t', 't', 'Ut');
        UPDATE node SET status = 'online', session = 's' WHERE id = 't';
        INSERT INTO rollout (id, name, spec, phase, batch, batches, attempt, runs, gates, created_by, roles, trace_id,
          created_at) VALUES ('r1', 'web', '', 'running', 1, 3, 1, 0, 0, 'ann', '{}', 'abc', now());
        INSERT INTO rollout_event (rollout_id, seq, at, body) VALUES ('r1', 7, now(), '');
        DELETE FROM rollout;
        INSERT INTO config_document (id, component, kind, scope, head, touched) VALUES (5, 'app', 'node', 't', 5, 5);
        INSERT INTO config_revision (revision, document, priority, content, author, comment)
          VALUES (5, 5, 0, '{}', 'ann', '');
        INSERT INTO config_pin (document, node_id, revision, touched, change) VALUES (5, 't', 5, 6, 'c'), (5, 'u', 5, 6, 'c');
        DELETE FROM config_pin; DELETE FROM config_revision; DELETE FROM config_document;
        INSERT INTO artifact (sha256, size) VALUES ('5ha', 1);
        INSERT INTO file (id, name, sha256, created_by) VALUES ('f1', 'motd', '5ha', 'ann');
        DELETE FROM file; DELETE FROM artifact;
        CREATE TABLE audit_default PARTITION OF audit DEFAULT;
        INSERT INTO audit SELECT s, now(), k, 'c', 0, 'job.submit', 'Jobs/Submit', 'ann', '', 'rest', '', '', 'j1', -1, '',
          'ok', '', 1, 'abc', 1, '', '' FROM (VALUES (1, 'intent'), (2, 'outcome')) AS v(s, k)""");
    List<Event> events = new ArrayList<>();
    for (EventRow row : scene.rows()) {
      events.add(strictly(Announcements.of(List.of(row)).getFirst()));
    }
    assertEquals(
        List.of(
            "node.added t",
            "node.online t",
            "rollout.changed r1",
            "config.changed app/node/t",
            "config.changed app/node/t",
            "file.changed f1",
            "file.changed f1",
            "audit.appended 2"),
        events.stream().map(event -> event.getSubject() + " " + event.getObject()).toList());
    assertEquals("web 2/3", rollout(events.get(2)));
    assertEquals("abc", events.get(2).getTraceId());
    assertEquals(7, events.get(2).getRevision());
    assertEquals("t", events.get(3).getNodeId());
    assertEquals(2, events.get(4).getConfig().getNodes());
    assertTrue(events.get(6).getFile().getRemoved());
    assertEquals("job.submit", events.getLast().getAudit().getEvent());
  }

  private static String rollout(Event event) {
    var change = event.getRollout();
    return change.getName() + " " + change.getBatch() + "/" + change.getBatches();
  }

  private static Event strictly(Announcement one) {
    Event.Builder event = Event.newBuilder();
    try {
      JsonFormat.parser().merge(new String(one.json(), StandardCharsets.UTF_8), event);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(new String(one.json(), StandardCharsets.UTF_8), e);
    }
    return event.build();
  }

  @Test
  void agentsHaveNoPartInTheFeed() {
    Watch watch = scene.watch(FeedScene.asks());
    NatsLink agent = scene.stage.agent("a");
    CompletableFuture<byte[]> heard = new CompletableFuture<>();
    agent.subscribe(Subjects.EVENT_ALL, null, message -> heard.complete(message.data()));
    agent.publish(Subjects.EVENTS + "node.online", "{}".getBytes(StandardCharsets.UTF_8));
    // JetStream's acknowledgement of a reply goes wherever the agent says.
    agent.publish(Subjects.reply("a", "t"), Subjects.EVENTS + "node.online", new byte[] {1, 2, 3});
    Stage.await("complaints", () -> agent.complaints().size() >= 2);
    Stage.await(
        "the reply is stored",
        () ->
            new String(
                    scene
                        .stage
                        .link
                        .request(
                            "$JS.API.STREAM.INFO.MUSTER_REPLIES",
                            new byte[0],
                            Duration.ofSeconds(5))
                        .join(),
                    StandardCharsets.UTF_8)
                .contains("\"last_seq\":1"));
    scene.node("z");
    watch.await(1);
    assertEquals(List.of("node.added z"), watch.told());
    assertFalse(heard.isDone());
    assertEquals(2, new HashSet<>(watch.all().stream().map(Event::getSubject).toList()).size());
  }
}
