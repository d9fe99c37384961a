package io.muster.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PartitionsTest {
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
