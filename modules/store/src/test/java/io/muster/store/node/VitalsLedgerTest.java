package io.muster.store.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.muster.protocol.FailureCode;
import io.muster.runtime.Failure;
import io.muster.store.TestStore;
import io.muster.store.node.VitalsLedger.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class VitalsLedgerTest {
  private static TestStore store;

  private final Instant now = Instant.now();
  private final VitalsLedger ledger =
      new VitalsLedger(store.database, Duration.ofMinutes(1), Duration.ofMinutes(5));

  @BeforeAll
  static void open() {
    store = TestStore.open();
  }

  @AfterAll
  static void close() {
    store.close();
  }

  private static void node(String id) {
    store.run(
        () ->
            store.database.query(
                "INSERT INTO node (id, name, public_key) VALUES ($1, $1, 'U' || $1)", id));
    store.run(
        () ->
            store.database.query(
                "INSERT INTO presence (node_id, last_seen, interval_ms) VALUES ($1, now(), 1000)",
                id));
  }

  private Sample sample(String node, Instant at, float busy) {
    return new Sample(node, at, busy, 1, 2, 3, 4, 5, 6, 7);
  }

  private List<Float> busy(String node) {
    return store.run(() -> ledger.read(node).stream().map(Sample::cpuBusy).toList());
  }

  @Test
  void keepsOneSampleAMinuteAndOnlyTheLastMinutes() {
    node("ring");
    for (int minute = 12; minute >= 0; minute--) {
      Instant at = now.minus(Duration.ofMinutes(minute));
      float busy = minute / 100f;
      store.run(
          () -> {
            ledger.write(List.of(sample("ring", at, busy)));
            ledger.write(List.of(sample("ring", at.plusMillis(5), 1)));
            return null;
          });
    }
    assertEquals(List.of(0.04f, 0.03f, 0.02f, 0.01f, 0f), busy("ring"));
  }

  @Test
  void forgetsWhoIsRemovedAndTakesNothingFromStrangers() {
    node("gone");
    store.run(
        () -> {
          ledger.write(List.of(sample("gone", now, 0.5f), sample("stranger", now, 0.5f)));
          return null;
        });
    assertEquals(List.of(0.5f), busy("gone"));
    store.run(() -> new NodeLedger(store.database).remove("gone"));
    Failure refused = assertThrows(Failure.class, () -> busy("gone"));
    assertEquals(FailureCode.NOT_FOUND, refused.code());
    assertEquals(
        0,
        (int)
            store.run(
                () ->
                    store
                        .database
                        .query("SELECT FROM node_vitals WHERE node_id <> 'ring'")
                        .size()));
  }
}
