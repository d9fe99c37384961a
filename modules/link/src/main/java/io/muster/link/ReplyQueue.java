package io.muster.link;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The replies that wait in JetStream for the connectors: one durable pull consumer that every
 * control-plane node fetches from. A message that is neither acknowledged nor ended comes again
 * after the ack wait.
 */
public interface ReplyQueue extends AutoCloseable {
  /** One reply as it was stored. */
  interface Stored {
    String subject();

    byte[] data();

    /** When the stream got it. */
    Instant storedAt();

    /** Counts from 1. */
    long deliveries();

    /** Done with: committed. */
    void ack();

    /** Give it again after that time. */
    void nak(Duration delay);

    /** Never give it again: it cannot be read. */
    void term();
  }

  /** Up to {@code max} replies; completes as soon as there is one, or empty after {@code wait}. */
  CompletableFuture<List<Stored>> fetch(int max, Duration wait);

  /** How many replies wait or are unacknowledged. */
  CompletableFuture<Long> lag();

  @Override
  void close();
}
