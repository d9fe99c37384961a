package io.muster.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadinessTest {
  private static final Duration MAX_SKEW = Duration.ofSeconds(30);

  @TempDir Path dir;

  private static void await(String what, BooleanSupplier condition) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < until, "in vain: " + what);
      LockSupport.parkNanos(10_000_000);
    }
  }

  @Test
  void isNotReadyWithAWrongClockOrWithoutStreams() throws Exception {
    try (Stage stage = new Stage(dir)) {
      AtomicBoolean streams = new AtomicBoolean(true);
      Clock late = Clock.offset(Clock.systemUTC(), MAX_SKEW.plusSeconds(5).negated());
      Readiness wrong =
          new Readiness(stage.vertx, stage.database, stage.link, streams::get, late, MAX_SKEW);
      Readiness right =
          new Readiness(
              stage.vertx, stage.database, stage.link, streams::get, Clock.systemUTC(), MAX_SKEW);
      List.of(wrong, right).forEach(node -> node.deployed(List.of("gateway")));
      await("the wrong clock is noticed", () -> !wrong.ready());
      Map<String, Boolean> checks =
          Map.of(
              "verticles", true, "postgres", true, "clock", false, "nats", true, "jetstream", true);
      assertEquals(checks, wrong.checks());
      assertTrue(right.ready(), right.checks()::toString);
      streams.set(false);
      assertEquals(false, right.checks().get("jetstream"));
      streams.set(true);
      right.stopping();
      assertEquals(false, right.ready());
    }
  }

  @Test
  void allowsHalfOfTheGraceAndAtLeastASecond() {
    assertEquals(Duration.ofMillis(2500), tasks(5).maxSkew());
    assertEquals(Duration.ofSeconds(1), tasks(0).maxSkew());
  }

  private static TasksConfig tasks(int grace) {
    return new TasksConfig(
        Duration.ofSeconds(grace), Duration.ZERO, Duration.ofSeconds(3), Duration.ZERO);
  }
}
