package io.muster.runtime;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * Wakes one waiting virtual thread. A ring while nobody waits is kept, so that none is lost between
 * a look and a wait.
 */
public final class Signal {
  private final Vertx vertx;
  private Promise<Void> nap;
  private boolean rung;

  public Signal(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Ends the wait that is under way, or the next one at once. */
  public void ring() {
    Promise<Void> waiting;
    synchronized (this) {
      rung = true;
      waiting = nap;
    }
    if (waiting != null) {
      waiting.tryComplete();
    }
  }

  /** Awaits a ring, for so long at most. */
  public void await(Duration atMost) {
    Promise<Void> mine = Promise.promise();
    synchronized (this) {
      if (rung) {
        rung = false;
        return;
      }
      nap = mine;
    }
    long timer = vertx.setTimer(Math.max(1, atMost.toMillis()), fired -> mine.tryComplete());
    try {
      mine.future().await();
    } finally {
      vertx.cancelTimer(timer);
      synchronized (this) {
        rung = false;
        nap = null;
      }
    }
  }
}
