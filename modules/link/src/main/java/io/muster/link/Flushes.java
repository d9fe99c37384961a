package io.muster.link;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Round trips to the server, one at a time: the client library ends a connection on which more than
 * a few pings are open. Whoever asks while one is under way shares the one after it.
 */
final class Flushes {
  /** One round trip; may block and throw. */
  interface RoundTrip {
    void run() throws Exception;
  }

  private final ReentrantLock lock = new ReentrantLock();
  private boolean running;
  private CompletableFuture<Void> next;
  private RoundTrip nextTrip;

  CompletableFuture<Void> ask(RoundTrip trip) {
    lock.lock();
    try {
      if (running) {
        if (next == null) {
          next = new CompletableFuture<>();
        }
        nextTrip = trip;
        return shared(next);
      }
      running = true;
    } finally {
      lock.unlock();
    }
    CompletableFuture<Void> first = new CompletableFuture<>();
    LinkThreads.VIRTUAL.execute(() -> go(trip, first));
    return first;
  }

  /** As {@code copy()}, but it fails with the same exception and not with one around it. */
  private static CompletableFuture<Void> shared(CompletableFuture<Void> one) {
    CompletableFuture<Void> mine = new CompletableFuture<>();
    one.whenComplete(
        (done, error) -> {
          if (error == null) {
            mine.complete(null);
          } else {
            mine.completeExceptionally(error);
          }
        });
    return mine;
  }

  private void go(RoundTrip firstTrip, CompletableFuture<Void> firstWaiting) {
    RoundTrip trip = firstTrip;
    CompletableFuture<Void> waiting = firstWaiting;
    while (waiting != null) {
      try {
        trip.run();
        waiting.complete(null);
      } catch (LinkException e) {
        waiting.completeExceptionally(e);
      } catch (Exception e) {
        waiting.completeExceptionally(new LinkException("the server did not confirm in time", e));
      }
      lock.lock();
      try {
        waiting = next;
        trip = nextTrip;
        next = null;
        running = waiting != null;
      } finally {
        lock.unlock();
      }
    }
  }
}
