package io.muster.server.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.link.NatsLink;
import io.muster.protocol.FailureCode;
import io.muster.protocol.Subjects;
import io.muster.protocol.agent.v1.Beat;
import io.muster.protocol.agent.v1.Vitals;
import io.muster.protocol.v1.Event;
import io.muster.server.Stage;
import io.muster.server.events.FeedScene.Watch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventsVerticleTest {
  @TempDir Path dir;
  private FeedScene scene;
  private String first;

  @BeforeEach
  void start() throws IOException {
    scene = new FeedScene(dir);
    first = scene.deploy("cp-1");
  }

  @AfterEach
  void stop() {
    scene.close();
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
