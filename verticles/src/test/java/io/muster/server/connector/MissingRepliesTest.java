package io.muster.server.connector;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MissingRepliesTest {
  private static final String ATTEMPT = "job-0.1";
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private final MissingReplies missing = new MissingReplies(Duration.ofSeconds(30));

  private static Instant at(int seconds) {
    return T0.plusSeconds(seconds);
  }

  private void earlyEachSecond(int from, int to) {
    for (int second = from; second <= to; second++) {
      missing.early(ATTEMPT, at(second));
    }
  }

  @Test
  void givesUpAfterThatLongInSight() {
    earlyEachSecond(0, 30);
    assertFalse(missing.given(ATTEMPT, at(30)));
    missing.early(ATTEMPT, at(31));
    assertTrue(missing.given(ATTEMPT, at(31)));
    assertFalse(missing.given("job-1.1", at(31)));
  }

  @Test
  void doesNotCountTheTimeOfAnOutage() {
    earlyEachSecond(0, 2);
    assertFalse(missing.given(ATTEMPT, at(100)), "right after the outage");
    earlyEachSecond(100, 130);
    assertFalse(missing.given(ATTEMPT, at(130)));
    missing.early(ATTEMPT, at(131));
    assertTrue(missing.given(ATTEMPT, at(131)));
  }

  @Test
  void beginsAnewWhenAReplyWasTaken() {
    earlyEachSecond(0, 29);
    missing.taken(ATTEMPT);
    earlyEachSecond(30, 60);
    assertFalse(missing.given(ATTEMPT, at(60)));
  }
}
