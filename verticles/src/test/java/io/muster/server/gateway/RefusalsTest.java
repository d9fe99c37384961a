package io.muster.server.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.protocol.FailureCode;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusalsTest {
  private Instant now = Instant.parse("2026-01-01T00:00:10Z");
  private final Refusals refusals = new Refusals(() -> now);

  private static Refusals.Kind from(String address) {
    return new Refusals.Kind(
        address, "", "node.enrol", "muster.v1.Enrolment/Enrol", FailureCode.UNAUTHENTICATED);
  }

  @Test
  void theFirstOfAMinuteIsWrittenAndTheOthersAreCounted() {
    assertTrue(refusals.first(from("10.0.0.1")));
    assertFalse(refusals.first(from("10.0.0.1")));
    assertFalse(refusals.first(from("10.0.0.1")));
    assertTrue(refusals.first(from("10.0.0.2")));
    assertEquals(List.of(), refusals.over());
    now = now.plusSeconds(60);
    assertEquals(List.of(new Refusals.Counted(from("10.0.0.1"), 2)), refusals.over());
    assertEquals(List.of(), refusals.over());
    assertTrue(refusals.first(from("10.0.0.1")));
  }

  @Test
  void manyAddressesAreCountedTogether() {
    int written = 0;
    for (int i = 0; i < 5 * Refusals.MAX_KINDS; i++) {
      written += refusals.first(from("10.0." + i / 256 + "." + i % 256)) ? 1 : 0;
    }
    assertEquals(Refusals.MAX_KINDS + 1, written);
    now = now.plusSeconds(60);
    assertEquals(
        List.of(new Refusals.Counted(from(""), 4 * Refusals.MAX_KINDS - 1)), refusals.over());
  }
}
