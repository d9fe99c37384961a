package io.muster.store.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PresenceLedgerTest {
  private final TestFleet fleet = new TestFleet();
  private final PresenceLedger presence = new PresenceLedger(fleet.database);

  @BeforeEach
  void enrol() {
    fleet.enrol("a", "b", "c");
  }

  @AfterEach
  void close() {
    fleet.close();
  }

  private List<String> online(String... ids) {
    return fleet.run(() -> presence.online(TestFleet.beats(ids)));
  }

  private void seen(String... ids) {
    fleet.run(() -> presence.seen(TestFleet.beats(ids)));
  }

  private String status(String id) {
    return fleet.text("SELECT status FROM node WHERE id = $1", id);
  }

  private void age(String id, int seconds) {
    fleet.run(
        () ->
            fleet.database.query(
                "UPDATE presence SET last_seen = now() - $2 * interval '1 second' WHERE node_id = $1",
                id,
                seconds));
  }

  @Test
  void aSteadyHeartbeatWritesNoNode() {
    assertTrue(fleet.run(() -> presence.seen(TestFleet.beats("a"))).getFirst().changed());
    assertEquals(List.of("a"), online("a"));
    String before = fleet.text("SELECT changed_xid::text FROM node WHERE id = 'a'");
    var again = fleet.run(() -> presence.seen(TestFleet.beats("a", "ghost")));
    assertEquals(List.of(new PresenceLedger.Seen("a", "", false)), again);
    assertEquals(List.of(), online("a"));
    assertEquals(before, fleet.text("SELECT changed_xid::text FROM node WHERE id = 'a'"));
  }

  @Test
  void threeMissedHeartbeatsMakeOffline() {
    seen("a", "b");
    online("a", "b");
    age("a", 44);
    age("b", 46);
    assertEquals(List.of("b"), fleet.run(() -> presence.sweep(100)));
    assertEquals("online", status("a"));
    assertEquals("offline", status("b"));
    assertEquals("new", status("c"));
    assertEquals(List.of(), fleet.run(() -> presence.sweep(100)));
  }

  @Test
  void goodbyeIsOfflineAtOnceAndOutlivesLateHeartbeats() {
    seen("a");
    online("a");
    assertEquals(List.of("a"), fleet.run(() -> presence.leave(TestFleet.beats("a"))));
    assertEquals(List.of(), fleet.run(() -> presence.seen(TestFleet.beats("a"))));
    assertEquals(List.of(), online("a"));
    assertEquals("offline", status("a"));
    var restarted = List.of(new Sighting("a", "s2", "1.0", 15_000, 0));
    assertEquals(1, fleet.run(() -> presence.seen(restarted)).size());
    assertEquals(List.of("a"), fleet.run(() -> presence.online(restarted)));
  }

  @Test
  void goodbyeOfAnEarlierSessionIsTooLate() {
    seen("a");
    online("a");
    var old = List.of(new Sighting("a", "s0", "1.0", 15_000, 0));
    assertEquals(List.of(), fleet.run(() -> presence.leave(old)));
    assertEquals("online", status("a"));
  }

  @Test
  void profileIsStoredOnceForEachHash() {
    var profile = new StoredProfile("a", "h", "n", "{\"k\":\"v\"}", "[\"g\"]", "{\"x\":1}");
    assertEquals(List.of("a"), fleet.run(() -> presence.profiles(List.of(profile))));
    assertEquals(List.of(), fleet.run(() -> presence.profiles(List.of(profile))));
    assertEquals("g", fleet.text("SELECT profile_groups[1] FROM node WHERE id = 'a'"));
  }

  @Test
  void overlappingBatchesOfTwoControlPlaneNodesDoNotDeadlock() {
    String[] ids = IntStream.range(0, 2000).mapToObj(i -> "n" + i).toArray(String[]::new);
    fleet.enrol(ids);
    String[] reversed =
        IntStream.range(0, 2000).mapToObj(i -> "n" + (1999 - i)).toArray(String[]::new);
    List<Future<Integer>> writers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      String[] order = i % 2 == 0 ? ids : reversed;
      writers.add(
          fleet.start(
              () -> {
                presence.seen(TestFleet.beats(order));
                return presence.online(TestFleet.beats(order)).size();
              }));
    }
    fleet.run(() -> Future.all(writers).await());
    assertEquals(2000, writers.stream().mapToInt(Future::result).sum(), "each came online once");
  }

  @Test
  void aHeartbeatAndASweepOnOneNodeEndOnline() {
    for (int round = 0; round < 30; round++) {
      seen("a");
      online("a");
      age("a", 60);
      Future<List<String>> sweep = fleet.start(() -> presence.sweep(10));
      Future<?> beat = fleet.start(() -> presence.seen(TestFleet.beats("a")));
      fleet.run(() -> Future.all(sweep, beat).await());
      boolean swept = !sweep.result().isEmpty();
      assertEquals(swept ? "offline" : "online", status("a"));
      assertEquals(swept ? List.of("a") : List.of(), online("a"), "the next heartbeat heals it");
    }
  }
}
