package io.muster.link;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One connection to NATS, as agents and control-plane nodes share it. It reconnects by itself with
 * full jitter and subscribes again; what was published while it was away fails rather than being
 * buffered, because every sender here has a ledger or a spool of its own. Callbacks run on the
 * link's own threads, one at a time for each subscription, and must not block for long.
 */
public interface Link extends AutoCloseable {
  /** A message that arrived. {@code replyTo} is null when no answer is asked for. */
  record Inbound(String subject, String replyTo, byte[] data) {}

  /** A subscription. Closing it stops the callbacks. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }

  /** What happens to the connection. */
  enum Change {
    CONNECTED,
    DISCONNECTED,
    /** The server refused the credentials: expired or revoked. */
    REFUSED
  }

  /** Sends and forgets. Throws {@link LinkException} when not connected. */
  void publish(String subject, byte[] data);

  /** Sends with a reply-to of the sender's choice. */
  void publish(String subject, String replyTo, byte[] data);

  /**
   * Asks and awaits one answer on this connection's own inbox; fails with a {@link LinkException}
   * after the timeout.
   */
  CompletableFuture<byte[]> request(String subject, byte[] data, Duration timeout);

  /**
   * Publishes to a JetStream stream; completes when the stream has it, fails with a {@link
   * LinkException} otherwise.
   *
   * @param messageId {@code Nats-Msg-Id}: a second message with it within the stream's window is
   *     dropped, whoever sent the first; so where many may write, nobody must be able to guess it.
   *     Null for none
   */
  CompletableFuture<Void> store(String subject, byte[] data, String messageId);

  /**
   * Hears a subject. {@code queue} is null, or the name of a group of which one member gets each
   * message.
   */
  Subscription subscribe(String subject, String queue, Consumer<Inbound> handler);

  /** Completes once the server knows of the subscriptions made so far. */
  CompletableFuture<Void> flush(Duration timeout);

  boolean connected();

  /** The version that the server reports, such as {@code 2.10.27}. */
  String serverVersion();

  /** Hears of changes of the connection; told the present state at once. */
  void onChange(Consumer<Change> listener);

  @Override
  void close();
}
