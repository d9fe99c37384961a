package io.muster.runtime;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Background work of a verticle: it never overlaps itself, re-arms after it finished, backs off on
 * failure (doubling, up to ten seconds), can be woken, and ends with its verticle. A failure is
 * logged once until it is over.
 */
public final class Loop {
  /** One round. May await. Returns true when there is more to do at once. */
  @FunctionalInterface
  public interface Body {
    boolean run() throws Exception;
  }

  private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(10);

  private final String name;
  private final Duration period;
  private final Body body;
  private final Signal signal;
  private volatile boolean stopped;

  private Loop(Vertx vertx, String name, Duration period, Body body) {
    this.signal = new Signal(vertx);
    this.name = name;
    this.period = period;
    this.body = body;
  }

  /** Starts a loop on the current virtual-thread context; the first round runs at once. */
  public static Loop start(Vertx vertx, String name, Duration period, Body body) {
    Loop loop = new Loop(vertx, name, period, body);
    Context context = vertx.getOrCreateContext();
    context.runOnContext(ignored -> loop.run());
    return loop;
  }

  /** Makes the next round start now; a wake during a round starts another one after it. */
  public void wake() {
    signal.ring();
  }

  /** No round starts after this. */
  public void stop() {
    stopped = true;
    signal.ring();
  }

  private void run() {
    int failures = 0;
    while (!stopped) {
      boolean more = false;
      try {
        more = body.run();
        if (failures > 0) {
          LOG.info("loop {} works again after {} failures", name, failures);
        }
        failures = 0;
      } catch (Throwable error) {
        if (error instanceof InterruptedException || stopped) {
          return;
        }
        failures++;
        report(error, failures);
      }
      if (!more && !stopped) {
        try {
          signal.await(delay(failures));
        } catch (Throwable interrupted) {
          return;
        }
      }
    }
  }

  private void report(Throwable error, int failures) {
    if (failures > 1) {
      return;
    }
    if (error instanceof Failure failure) {
      LOG.warn(
          "loop {} could not work ({}), tries again: {}",
          name,
          failure.code(),
          failure.getMessage());
    } else {
      LOG.warn("loop {} failed, tries again", name, error);
    }
  }

  private Duration delay(int failures) {
    if (failures == 0) {
      return period;
    }
    long base = Math.clamp(period.toMillis(), 100, MAX_BACKOFF.toMillis());
    long ceiling = Math.min(MAX_BACKOFF.toMillis(), base << Math.min(failures, 10));
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(base / 2, ceiling + 1));
  }
}
