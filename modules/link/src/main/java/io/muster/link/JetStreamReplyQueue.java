package io.muster.link;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.protocol.Subjects;
import io.nats.client.Message;
import io.nats.client.NUID;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replies by pull requests that are always under way: a reply that arrives is here at once, and a
 * crowd of them costs one request for hundreds. What was asked for but not fetched waits in a small
 * buffer, bounded in messages and bytes. It survives the loss of the connection, of the server, and
 * of the stream (which it makes anew).
 */
public final class JetStreamReplyQueue implements ReplyQueue {
  private static final Logger LOG = LoggerFactory.getLogger(JetStreamReplyQueue.class);
  private static final String NEXT =
      "$JS.API.CONSUMER.MSG.NEXT." + Subjects.REPLY_STREAM + "." + JetStreams.CONNECTOR;

  /** Short, because replies go on to a node that is frozen for as long as its pull is open. */
  private static final Duration EXPIRES = Duration.ofSeconds(5);

  private static final Duration HEARTBEAT = Duration.ofSeconds(2);
  private static final long SILENCE_NANOS = 3 * HEARTBEAT.toNanos();
  private static final long RETRY_MS = 250;
  private static final long MAX_BUFFERED_BYTES = 16L << 20;
  private static final int HEARTBEAT_STATUS = 100;

  private final NatsLink link;
  private final JetStreams streams;
  private final int prefetch;
  private final ReplyAcks acks;
  private final String inbox;
  private final Link.Subscription subscription;
  private final ScheduledFuture<?> watchdog;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<StoredReply> buffer = new ArrayDeque<>();
  private final Deque<Waiter> waiters = new ArrayDeque<>();
  private long bufferedBytes;
  private int outstanding;
  private long generation;
  private boolean ready;
  private boolean settling;
  private boolean closed;
  private String trouble = "";
  private volatile long lastHeard = System.nanoTime();

  private record Waiter(int max, CompletableFuture<List<Stored>> future) {}

  private JetStreamReplyQueue(NatsLink link, JetStreams streams, int prefetch) {
    this.link = link;
    this.streams = streams;
    this.prefetch = prefetch;
    this.acks = new ReplyAcks(link);
    this.inbox = link.inboxPrefix() + "replies." + NUID.nextGlobal() + ".";
    this.subscription = link.hear(inbox + "*", null, this::arrived);
    this.watchdog =
        LinkThreads.CLOCK.scheduleWithFixedDelay(
            () -> LinkThreads.VIRTUAL.execute(this::watch),
            HEARTBEAT.toMillis(),
            HEARTBEAT.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /**
   * Opens the queue over the shared consumer.
   *
   * @param prefetch how many replies this node may hold, fetched or on their way; twice the batch
   *     of the connector is enough
   */
  public static JetStreamReplyQueue open(NatsLink link, JetStreams streams, int prefetch) {
    JetStreamReplyQueue queue = new JetStreamReplyQueue(link, streams, prefetch);
    link.onChange(
        change -> {
          if (change == Link.Change.CONNECTED) {
            queue.settle();
          } else {
            queue.interrupted();
          }
        });
    return queue;
  }

  private void interrupted() {
    acks.interrupt();
    lock.lock();
    try {
      ready = false;
      outstanding = 0;
    } finally {
      lock.unlock();
    }
  }

  /** Finds out which stream is there, makes it if there is none, and starts to pull. */
  private void settle() {
    lock.lock();
    try {
      if (settling || closed) {
        return;
      }
      settling = true;
    } finally {
      lock.unlock();
    }
    streams
        .consumerInfo()
        .thenCompose(
            info ->
                info.has("error")
                    ? streams.ensure().thenCompose(done -> streams.consumerInfo())
                    : CompletableFuture.completedFuture(info))
        .whenComplete(
            (info, error) -> {
              if (error == null && info.hasNonNull("created")) {
                settled(info);
              } else {
                retry(error == null ? info.toString() : error.getMessage());
              }
            });
  }

  private void settled(JsonNode info) {
    boolean same = acks.confirm(info.get("created").asText());
    lock.lock();
    try {
      if (!same) {
        LOG.warn("the replies' stream was made anew; what it held comes again from the agents");
        buffer.clear();
        bufferedBytes = 0;
      }
      settling = false;
      ready = true;
      trouble = "";
      outstanding = 0;
      generation++;
      lastHeard = System.nanoTime();
      pull();
    } finally {
      lock.unlock();
    }
  }

  private void retry(String why) {
    lock.lock();
    try {
      if (!trouble.equals(why)) {
        LOG.warn("the replies' consumer is not there, tried again: {}", why);
        trouble = why;
      }
    } finally {
      lock.unlock();
    }
    LinkThreads.CLOCK.schedule(
        () -> {
          lock.lock();
          try {
            settling = false;
          } finally {
            lock.unlock();
          }
          if (link.connected()) {
            LinkThreads.VIRTUAL.execute(this::settle);
          }
        },
        RETRY_MS,
        TimeUnit.MILLISECONDS);
  }

  /** True while the streams and the consumer are there and replies are asked for. */
  public boolean ready() {
    lock.lock();
    try {
      return ready && !closed;
    } finally {
      lock.unlock();
    }
  }

  /** Asks for more when less than half of what may be held is here or on its way. */
  private void pull() {
    int held = buffer.size() + outstanding;
    if (!ready || closed || held > prefetch / 2 || bufferedBytes > MAX_BUFFERED_BYTES / 2) {
      return;
    }
    int batch = prefetch - held;
    String request =
        "{\"batch\":%d,\"max_bytes\":%d,\"expires\":%d,\"idle_heartbeat\":%d}"
            .formatted(batch, MAX_BUFFERED_BYTES, EXPIRES.toNanos(), HEARTBEAT.toNanos());
    try {
      link.publish(NEXT, inbox + generation, request.getBytes(StandardCharsets.US_ASCII));
      outstanding += batch;
    } catch (LinkException e) {
      ready = false;
    }
  }

  private void arrived(Message message) {
    lastHeard = System.nanoTime();
    if (message.isStatusMessage()) {
      status(message);
      return;
    }
    if (!message.isJetStream()) {
      return; // forged: it is no reply from the stream
    }
    Waiter waiter;
    List<Stored> batch;
    lock.lock();
    try {
      outstanding = Math.max(0, outstanding - 1);
      buffer.add(new StoredReply(message, acks.epoch(), acks));
      bufferedBytes += message.getData().length;
      waiter = waiters.poll();
      batch = waiter == null ? List.of() : take(waiter.max);
      pull();
    } finally {
      lock.unlock();
    }
    if (waiter != null) {
      waiter.future.completeAsync(() -> batch, LinkThreads.VIRTUAL);
    }
  }

  private List<Stored> take(int max) {
    List<Stored> taken = new ArrayList<>(Math.min(max, buffer.size()));
    while (taken.size() < max && !buffer.isEmpty()) {
      StoredReply next = buffer.poll();
      bufferedBytes -= next.data().length;
      taken.add(next);
    }
    return taken;
  }

  private void status(Message message) {
    int code = message.getStatus().getCode();
    String of = message.getSubject().substring(inbox.length());
    if (code == HEARTBEAT_STATUS || !of.equals(Long.toString(generation))) {
      return;
    }
    String pending =
        message.getHeaders() == null
            ? null
            : message.getHeaders().getFirst("Nats-Pending-Messages");
    if (pending == null) {
      // The consumer, the stream or JetStream itself is gone, or moves.
      LOG.debug("the pull of replies ended: {}", message.getStatus());
      acks.interrupt();
      interrupted();
      retry(message.getStatus().getMessage());
      return;
    }
    lock.lock();
    try {
      outstanding = Math.max(0, outstanding - Integer.parseInt(pending));
      pull();
    } finally {
      lock.unlock();
    }
  }

  /** The server sends a sign of life for each pull; silence means that it forgot ours. */
  private void watch() {
    boolean silent = System.nanoTime() - lastHeard > SILENCE_NANOS;
    lock.lock();
    try {
      if (closed || !silent || outstanding == 0 || !link.connected()) {
        return;
      }
    } finally {
      lock.unlock();
    }
    interrupted();
    settle();
  }

  @Override
  public CompletableFuture<List<Stored>> fetch(int max, Duration wait) {
    lock.lock();
    try {
      if (!buffer.isEmpty()) {
        List<Stored> taken = take(max);
        pull();
        return CompletableFuture.completedFuture(taken);
      }
      Waiter waiter = new Waiter(max, new CompletableFuture<>());
      if (closed) {
        waiter.future.complete(List.of());
        return waiter.future;
      }
      waiters.add(waiter);
      ScheduledFuture<?> timer =
          LinkThreads.CLOCK.schedule(() -> giveUp(waiter), wait.toMillis(), TimeUnit.MILLISECONDS);
      waiter.future.whenComplete((done, error) -> timer.cancel(false));
      return waiter.future;
    } finally {
      lock.unlock();
    }
  }

  private void giveUp(Waiter waiter) {
    lock.lock();
    try {
      if (!waiters.remove(waiter)) {
        return;
      }
    } finally {
      lock.unlock();
    }
    waiter.future.completeAsync(List::of, LinkThreads.VIRTUAL);
  }

  @Override
  public CompletableFuture<Long> lag() {
    return streams
        .consumerInfo()
        .thenApply(
            info -> {
              if (info.has("error")) {
                throw new LinkException("the replies' consumer is missing: " + info, null);
              }
              return info.path("num_pending").asLong() + info.path("num_ack_pending").asLong();
            });
  }

  @Override
  public void close() {
    List<Waiter> left;
    lock.lock();
    try {
      closed = true;
      left = List.copyOf(waiters);
      waiters.clear();
      // Given to the other connectors at once.
      buffer.forEach(reply -> reply.nak(Duration.ZERO));
      buffer.clear();
    } finally {
      lock.unlock();
    }
    watchdog.cancel(false);
    subscription.close();
    left.forEach(waiter -> waiter.future.complete(List.of()));
  }
}
