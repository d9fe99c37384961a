package io.muster.link;

import io.nats.client.Message;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The answers that one link waits for, all on one inbox subscription. One sweep ends those whose
 * time is over, so that a waiting call costs an entry and no timer.
 */
final class Answers {
  private static final long SWEEP_MS = 100;

  private record Waiting(CompletableFuture<byte[]> future, String subject, long deadline) {}

  private final Map<String, Waiting> open = new ConcurrentHashMap<>();
  private final AtomicLong next = new AtomicLong();
  private final AtomicBoolean armed = new AtomicBoolean();

  /** A wait with the token that its answer bears as last token of the subject. */
  record Ticket(String token, CompletableFuture<byte[]> future) {}

  Ticket open(String subject, Duration timeout) {
    String token = Long.toString(next.incrementAndGet(), Character.MAX_RADIX);
    CompletableFuture<byte[]> future = new CompletableFuture<>();
    open.put(token, new Waiting(future, subject, System.nanoTime() + timeout.toNanos()));
    arm();
    return new Ticket(token, future);
  }

  void arrived(Message message) {
    String subject = message.getSubject();
    Waiting waiting = open.remove(subject.substring(subject.lastIndexOf('.') + 1));
    if (waiting == null) {
      return;
    }
    if (message.isStatusMessage()) {
      waiting.future.completeExceptionally(
          new LinkException("nobody answers on " + waiting.subject, null));
    } else {
      waiting.future.complete(message.getData());
    }
  }

  void fail(Ticket ticket, LinkException error) {
    if (open.remove(ticket.token) != null) {
      ticket.future.completeExceptionally(error);
    }
  }

  /** The connection is gone: whether what was asked has been done is not known. */
  void failAll(String why) {
    for (String token : open.keySet()) {
      Waiting waiting = open.remove(token);
      if (waiting != null) {
        waiting.future.completeExceptionally(
            new LinkException(why + " while waiting for an answer on " + waiting.subject, null));
      }
    }
  }

  private void arm() {
    if (armed.compareAndSet(false, true)) {
      LinkThreads.CLOCK.schedule(
          () -> LinkThreads.VIRTUAL.execute(this::sweep), SWEEP_MS, TimeUnit.MILLISECONDS);
    }
  }

  private void sweep() {
    armed.set(false);
    long now = System.nanoTime();
    for (Map.Entry<String, Waiting> entry : open.entrySet()) {
      Waiting waiting = entry.getValue();
      if (waiting.deadline - now <= 0 && open.remove(entry.getKey(), waiting)) {
        waiting.future.completeExceptionally(
            new LinkException("no answer on " + waiting.subject + " in time", null));
      }
    }
    if (!open.isEmpty()) {
      arm();
    }
  }
}
