package io.muster.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopTest {
  private static final Duration LONG = Duration.ofHours(1);
  private final Harness harness = new Harness();
  private final AtomicReference<Loop> loop = new AtomicReference<>();
  private final AtomicInteger rounds = new AtomicInteger();

  @AfterEach
  void close() {
    harness.close();
  }

  private String start(Duration period, Loop.Body body) {
    return harness.deploy(
        vertx -> {
          loop.set(Loop.start(vertx, "test", period, body));
          return Future.succeededFuture();
        });
  }

  private void rounds(int atLeast) {
    Harness.await("round " + atLeast, () -> rounds.get() >= atLeast);
  }

  @Test
  void neverOverlapsItself() {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    start(
        Duration.ofMillis(1),
        () -> {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          harness.vertx.timer(20, TimeUnit.MILLISECONDS).await();
          inside.decrementAndGet();
          return rounds.incrementAndGet() % 2 == 0;
        });
    for (int i = 0; i < 50; i++) {
      loop.get().wake();
    }
    rounds(10);
    assertEquals(1, most.get());
  }

  @Test
  void goesOnAtOnceWhileThereIsMore() {
    start(LONG, () -> rounds.incrementAndGet() < 1000);
    rounds(1000);
  }

  @Test
  void aWakeStartsARoundAndOneDuringARoundIsNotLost() {
    Promise<Void> hold = Promise.promise();
    start(
        LONG,
        () -> {
          if (rounds.incrementAndGet() == 2) {
            hold.future().await();
          }
          return false;
        });
    rounds(1);
    loop.get().wake();
    rounds(2);
    loop.get().wake();
    hold.complete();
    rounds(3);
  }

  @Test
  void backsOffWhenItFailsAndComesBackToItsPeriod() {
    List<Long> starts = new CopyOnWriteArrayList<>();
    start(
        Duration.ofMillis(100),
        () -> {
          starts.add(System.nanoTime());
          if (rounds.incrementAndGet() <= 5) {
            throw Failure.unavailable("away", null);
          }
          return false;
        });
    rounds(8);
    long failing = starts.get(5) - starts.get(0);
    // Five waits of at least half of the period each.
    assertTrue(failing >= Duration.ofMillis(250).toNanos(), failing + " ns");
  }

  @Test
  void anErrorOfAnyKindDoesNotEndIt() {
    start(
        Duration.ofMillis(100),
        () -> {
          switch (rounds.incrementAndGet()) {
            case 1 -> throw new StackOverflowError();
            case 2 -> throw new Exception("checked");
            case 3 -> Future.failedFuture("failed").await();
            default -> {}
          }
          return false;
        });
    rounds(5);
  }

  @Test
  void endsWithItsVerticleAndWhenStopped() {
    AtomicInteger ended = new AtomicInteger();
    String id =
        start(
            Duration.ofMillis(1),
            () -> {
              rounds.incrementAndGet();
              try {
                harness.vertx.timer(1, TimeUnit.HOURS).await();
              } finally {
                ended.incrementAndGet();
              }
              return true;
            });
    rounds(1);
    Harness.await(harness.vertx.undeploy(id));
    Harness.await("the end", () -> ended.get() == 1);
    assertEquals(1, rounds.get());

    AtomicInteger more = new AtomicInteger();
    start(Duration.ofMillis(1), () -> more.incrementAndGet() < 0);
    Harness.await("a round", () -> more.get() > 3);
    loop.get().stop();
    int last = settled(more);
    loop.get().wake();
    Harness.await(harness.vertx.timer(50, TimeUnit.MILLISECONDS));
    assertEquals(last, more.get());
  }

  private int settled(AtomicInteger counter) {
    Harness.await(harness.vertx.timer(50, TimeUnit.MILLISECONDS));
    return counter.get();
  }

  @Test
  void aSignalKeepsOneRingAndForgetsItOnceHeard() {
    AtomicReference<Boolean> waited = new AtomicReference<>();
    harness.deploy(
        vertx -> {
          Signal signal = new Signal(vertx);
          vertx.runOnContext(
              ignored -> {
                signal.ring();
                signal.ring();
                long start = System.nanoTime();
                signal.await(Duration.ofMinutes(1)); // rung before: at once
                boolean atOnce = System.nanoTime() - start < Duration.ofSeconds(20).toNanos();
                start = System.nanoTime();
                signal.await(Duration.ofMillis(50)); // two rings were one
                boolean slept = System.nanoTime() - start >= Duration.ofMillis(40).toNanos();
                waited.set(atOnce && slept);
              });
          return Future.succeededFuture();
        });
    Harness.await("the signal", () -> waited.get() != null);
    assertTrue(waited.get());
    assertFalse(rounds.get() > 0);
  }
}
