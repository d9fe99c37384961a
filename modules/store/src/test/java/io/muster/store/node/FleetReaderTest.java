package io.muster.store.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.domain.selector.NodeView;
import io.muster.store.Database;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FleetReaderTest {
  private final TestFleet fleet = new TestFleet();
  private final FleetReader reader = new FleetReader(fleet.database);
  private final NodeLedger nodes = new NodeLedger(fleet.database);
  private final PresenceLedger presence = new PresenceLedger(fleet.database);

  @AfterEach
  void close() {
    fleet.close();
  }

  private FleetReader.Reading read(FleetReader.Reading before) {
    return fleet.run(() -> reader.read(before));
  }

  private static List<String> ids(FleetReader.Reading reading) {
    return reading.fleet().all().stream().map(NodeView::id).toList();
  }

  @Test
  void readsAllThenOnlyWhatChanged() {
    fleet.enrol("b", "a", "c");
    FleetReader.Reading first = read(FleetReader.Reading.NONE);
    assertEquals(List.of("a", "b", "c"), ids(first));
    FleetReader.Reading second = read(first);
    assertSame(first.fleet(), second.fleet());
    fleet.run(
        () -> {
          nodes.label("b", Map.of("role", "web"), List.of());
          return nodes.remove("c");
        });
    FleetReader.Reading third = read(second);
    assertEquals(List.of("a", "b"), ids(third));
    assertEquals(Map.of("role", "web"), third.fleet().find("b").orElseThrow().labels());
    assertSame(first.fleet().find("a").orElseThrow(), third.fleet().find("a").orElseThrow());
  }

  @Test
  void hearsOfATransactionThatCommitsLate() {
    fleet.enrol("early", "late");
    FleetReader.Reading first = read(FleetReader.Reading.NONE);
    Promise<Void> written = Promise.promise();
    Promise<Void> release = Promise.promise();
    var slow =
        fleet.start(
            () ->
                fleet.database.transaction(
                    tx -> {
                      Database.query(tx, "UPDATE node SET cordoned = true WHERE id = 'late'");
                      written.complete();
                      release.future().await();
                      return null;
                    }));
    written
        .future()
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
    fleet.run(
        () -> {
          nodes.cordon("early", true, "");
          return null;
        });
    FleetReader.Reading during = read(first);
    assertTrue(during.fleet().find("early").orElseThrow().cordoned());
    assertTrue(!during.fleet().find("late").orElseThrow().cordoned());
    release.complete();
    slow.toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    assertTrue(read(during).fleet().find("late").orElseThrow().cordoned());
  }

  @Test
  void factsAreValuesThatExpressionsUnderstand() {
    fleet.enrol("a");
    FleetReader.Reading before = read(FleetReader.Reading.NONE);
    String json =
        "{\"cpus\":4,\"big\":5000000000,\"load\":0.5,\"none\":null,\"up\":true,"
            + "\"os\":{\"name\":\"debian\",\"ids\":[1,\"x\",null]}}";
    fleet.run(() -> presence.profiles(List.of(new StoredProfile("a", "h", "n", "{}", "[]", json))));
    assertEquals(
        Map.of(
            "cpus",
            4L,
            "big",
            5_000_000_000L,
            "load",
            0.5,
            "up",
            true,
            "os",
            Map.of("name", "debian", "ids", List.of(1L, "x"))),
        read(before).fleet().find("a").orElseThrow().facts());
  }

  @Test
  void enrolmentUnderAnOldIdInheritsNothing() {
    fleet.enrol("a");
    FleetReader.Reading first = read(FleetReader.Reading.NONE);
    fleet.run(
        () -> {
          nodes.label("a", Map.of("role", "web"), List.of());
          return nodes.remove("a");
        });
    FleetReader.Reading gone = read(first);
    assertEquals(List.of(), ids(gone));
    fleet.run(
        () ->
            fleet.database.query(
                "UPDATE node SET public_key = 'Unew', removed_at = NULL, status = 'new'"
                    + " WHERE id = 'a' AND removed_at IS NOT NULL"));
    NodeView again = read(gone).fleet().find("a").orElseThrow();
    assertEquals(Map.of(), again.labels());
    assertEquals("new", again.status());
  }
}
