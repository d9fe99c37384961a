package io.muster.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PartitionsTest {
  /** The first job of a day comes while somebody reads and somebody writes. */
  @Test
  void aNewDayWaitsForNobodyWhoReadsOrWrites() {
    try (TestStore store = TestStore.open()) {
      Instant today = Instant.parse("2026-03-10T12:00:00Z");
      store.run(
          () -> {
            Partitions partitions = new Partitions(store.database);
            partitions.ensure(today);
            return store.database.transaction(
                tx -> {
                  Database.query(tx, "SELECT FROM task t JOIN job j ON j.id = t.job_id");
                  Database.query(tx, "UPDATE job SET total = 0");
                  partitions.ensure(today.plus(Duration.ofDays(1)));
                  return null;
                });
          });
      assertEquals(
          List.of("job_20260310", "job_20260311"),
          store.run(
              () ->
                  names(
                      store,
                      "SELECT inhrelid::regclass::text FROM pg_inherits"
                          + " WHERE inhparent = 'job'::regclass ORDER BY 1")));
      assertEquals(
          List.of("job_20260311_pkey", "task_20260311_pkey"),
          store.run(
              () ->
                  names(
                      store,
                      "SELECT i.inhrelid::regclass::text FROM pg_inherits i"
                          + " WHERE i.inhparent IN ('job_pkey'::regclass, 'task_pkey'::regclass)"
                          + " AND i.inhrelid::regclass::text LIKE '%11_pkey' ORDER BY 1")),
          "indexes are part of the parent's");
    }
  }

  private static List<String> names(TestStore store, String sql) {
    List<String> names = new ArrayList<>();
    store.database.query(sql).forEach(row -> names.add(row.getString(0)));
    return names;
  }

  @Test
  void daysAreMadeOnceAndDroppedByAge() {
    try (TestStore store = TestStore.open()) {
      Instant today = Instant.parse("2026-03-10T12:00:00Z");
      List<CompletableFuture<Object>> racing =
          IntStream.range(0, 5)
              .mapToObj(
                  i ->
                      store.start(
                          () -> {
                            new Partitions(store.database).ensure(today);
                            return null;
                          }))
              .toList();
      racing.forEach(CompletableFuture::join);
      Partitions partitions = new Partitions(store.database);
      store.run(
          () -> {
            partitions.ensure(today.minus(Duration.ofDays(40)));
            return null;
          });
      List<String> dropped =
          store.run(() -> partitions.dropBefore(today.minus(Duration.ofDays(30))));
      assertEquals(List.of("job_event_20260129", "task_20260129", "job_20260129"), dropped);
    }
  }
}
