package io.muster.cluster;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Bounded waits. */
public final class Await {
  private static final long PAUSE = Duration.ofMillis(25).toNanos();

  private Await() {}

  /**
   * Asks again and again until the answer is yes. What the question throws counts as no.
   *
   * @throws AssertionError naming {@code what} when the time is over
   */
  public static void until(String what, Duration limit, Callable<Boolean> question) {
    long end = System.nanoTime() + limit.toNanos();
    Exception last = null;
    while (true) {
      try {
        if (question.call()) {
          return;
        }
        last = null;
      } catch (Exception e) {
        last = e;
      }
      if (System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
        throw new AssertionError("not within " + limit.toMillis() + " ms: " + what, last);
      }
      LockSupport.parkNanos(PAUSE);
    }
  }
}
