package io.muster.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LeaseLedgerTest {
  @Test
  void oneOfManyHoldsItAndTheEpochGrowsWithTheHolder() {
    try (TestStore store = TestStore.open()) {
      List<CompletableFuture<OptionalLong>> racing =
          IntStream.range(0, 6)
              .mapToObj(
                  i ->
                      store.start(
                          () ->
                              new LeaseLedger(store.database, "node-" + i)
                                  .hold("work", Duration.ofMinutes(1))))
              .toList();
      assertEquals(
          1, racing.stream().map(CompletableFuture::join).filter(OptionalLong::isPresent).count());
      String holder =
          store.run(() -> new LeaseLedger(store.database, "x").holder("work")).orElseThrow();
      LeaseLedger mine = new LeaseLedger(store.database, holder);
      assertEquals(OptionalLong.of(1), store.run(() -> mine.hold("work", Duration.ofMinutes(1))));
      store.run(
          () -> {
            mine.release("work");
            return null;
          });
      assertEquals(
          OptionalLong.of(2),
          store.run(
              () -> new LeaseLedger(store.database, "other").hold("work", Duration.ofMillis(1))));
      assertTrue(store.run(() -> mine.holder("nothing")).isEmpty());
    }
  }
}
