package io.muster.link;

import io.muster.protocol.Subjects;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.MessageConsumer;
import io.nats.client.api.DeliverPolicy;
import io.nats.client.api.OrderedConsumerConfiguration;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the change feed from its oldest event on, for as long as the process lives: through lost
 * connections, restarts of nats-server and the loss of the stream, which it makes anew. Nothing
 * durable is left in JetStream.
 */
public final class EventTail implements AutoCloseable {
  /** Hears of the feed, one call at a time. */
  public interface Listener {
    /**
     * The stream as it is now. Told at every look, before and between events.
     *
     * @param incarnation positions of another one mean nothing any more
     */
    void extent(String incarnation, long first, long last);

    /** An event; {@code subject} without the prefix of the feed. May repeat, never skips. */
    void event(long seq, String subject, byte[] data);
  }

  private static final Logger LOG = LoggerFactory.getLogger(EventTail.class);
  private static final Duration LOOK = Duration.ofSeconds(2);

  /** Looks at which something was there and nothing arrived, before the consumer is made anew. */
  private static final int PATIENCE = 2;

  private final EventStream stream;
  private final Listener listener;
  private final ScheduledFuture<?> looking;
  private final ReentrantLock lock = new ReentrantLock();
  private MessageConsumer consumer;
  private String incarnation = "";
  private long next = 1;
  private int behind;
  private long seenNext;
  private String trouble = "";
  private volatile boolean closed;

  private EventTail(EventStream stream, Listener listener) {
    this.stream = stream;
    this.listener = listener;
    this.looking =
        LinkThreads.CLOCK.scheduleWithFixedDelay(
            this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Begins to read. */
  public static EventTail open(EventStream stream, Listener listener) {
    EventTail tail = new EventTail(stream, listener);
    stream.link.onChange(
        change -> {
          tail.drop();
          if (change == Link.Change.CONNECTED) {
            tail.look();
          }
        });
    return tail;
  }

  private void look() {
    if (closed || !stream.link.connected()) {
      return;
    }
    stream
        .extent()
        .exceptionallyCompose(lost -> stream.ensure().thenCompose(made -> stream.extent()))
        .whenComplete(
            (extent, error) -> {
              if (error == null) {
                LinkThreads.VIRTUAL.execute(() -> follow(extent));
              } else {
                complain(error.getMessage());
              }
            });
  }

  private void complain(String why) {
    lock.lock();
    try {
      if (!trouble.equals(why) && !closed) {
        LOG.warn("the change feed cannot be read, tried again: {}", why);
        trouble = why;
      }
    } finally {
      lock.unlock();
    }
  }

  private void follow(EventStream.Extent extent) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      if (!extent.incarnation().equals(incarnation)) {
        stop();
        incarnation = extent.incarnation();
        next = extent.first();
      }
      listener.extent(incarnation, extent.first(), extent.last());
      behind = next <= extent.last() && next == seenNext ? behind + 1 : 0;
      seenNext = next;
      if (consumer == null || behind >= PATIENCE) {
        restart(Math.max(next, extent.first()));
      }
      trouble = "";
    } catch (IOException | JetStreamApiException | RuntimeException e) {
      LOG.debug("the change feed's consumer", e);
      complain(String.valueOf(e.getMessage()));
    } finally {
      lock.unlock();
    }
  }

  private void restart(long from) throws IOException, JetStreamApiException {
    stop();
    behind = 0;
    var ordered =
        new OrderedConsumerConfiguration()
            .deliverPolicy(DeliverPolicy.ByStartSequence)
            .startSequence(Math.max(1, from));
    consumer =
        stream
            .link
            .connection()
            .getStreamContext(Subjects.EVENT_STREAM)
            .createOrderedConsumer(ordered)
            .consume(this::arrived);
  }

  private void arrived(Message message) {
    lock.lock();
    try {
      long seq = message.metaData().streamSequence();
      if (!closed && seq >= next && message.getSubject().startsWith(Subjects.EVENTS)) {
        next = seq + 1;
        listener.event(
            seq, message.getSubject().substring(Subjects.EVENTS.length()), message.getData());
      }
    } finally {
      lock.unlock();
    }
  }

  private void drop() {
    lock.lock();
    try {
      stop();
    } finally {
      lock.unlock();
    }
  }

  private void stop() {
    if (consumer != null) {
      consumer.stop();
      consumer = null;
    }
  }

  @Override
  public void close() {
    closed = true;
    looking.cancel(false);
    drop();
  }
}
