package io.muster.link;

import io.nats.client.AuthenticationException;
import io.nats.client.Connection;
import io.nats.client.MessageHandler;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link Link} over NATS. Opening never fails and never waits: the link connects in the
 * background and goes on trying for ever. Each connection is made anew, with the JWT and the CA of
 * that moment; the subscriptions are made on it before {@link Change#CONNECTED} is told. {@link
 * Change#REFUSED} is told for each attempt that the server refused.
 */
public final class NatsLink implements Link {
  private static final Logger LOG = LoggerFactory.getLogger(NatsLink.class);
  private static final Duration STABLE = Duration.ofSeconds(5);
  private static final String MESSAGE_ID = "Nats-Msg-Id";

  private record Heard(String subject, String queue, MessageHandler handler) {}

  private final LinkOptions options;
  private final LinkErrors errors;
  private final Answers answers = new Answers();
  private final Flushes flushes = new Flushes();
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Long, Heard> heard = new ConcurrentSkipListMap<>();
  private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();
  private final SerialTasks news = new SerialTasks();
  private final Semaphore hurry = new Semaphore(0);
  private volatile Session session;
  private volatile Change state = Change.DISCONNECTED;
  private volatile boolean closed;
  private long lastId;

  private NatsLink(LinkOptions options) {
    this.options = options;
    this.errors = new LinkErrors(options.name());
  }

  /** Opens a link; it connects in the background. */
  public static NatsLink open(LinkOptions options) {
    NatsLink link = new NatsLink(options);
    LinkThreads.VIRTUAL.execute(link::keepConnected);
    return link;
  }

  private void keepConnected() {
    int failures = 0;
    while (!closed) {
      try {
        long began = System.nanoTime();
        Session made = Session.connect(options, errors, answers);
        String last = live(made);
        boolean stable = System.nanoTime() - began > STABLE.toNanos();
        failures = stable ? 0 : failures + 1;
        if (Session.isRefusal(last)) {
          tell(Change.REFUSED);
        }
      } catch (AuthenticationException e) {
        failures++;
        boolean refused = Session.isRefusal(String.valueOf(e.getMessage()));
        tell(refused ? Change.REFUSED : Change.DISCONNECTED);
      } catch (IOException | RuntimeException e) {
        failures++;
        LOG.debug("link {} cannot connect", options.name(), e);
        tell(Change.DISCONNECTED);
      } catch (InterruptedException e) {
        return;
      }
      rest(failures);
    }
  }

  /** Lives through one session; returns the server's last error. */
  private String live(Session made) {
    lock.lock();
    try {
      heard.forEach((id, h) -> made.dispatch(id, h.subject, h.queue, h.handler));
      session = made;
    } catch (IllegalStateException e) {
      made.close();
      throw e;
    } finally {
      lock.unlock();
    }
    if (closed) {
      made.close();
    }
    tell(Change.CONNECTED);
    LOG.info("link {} is connected", options.name());
    String last = made.ended().join();
    session = null;
    answers.failAll("the connection ended");
    if (!closed) {
      LOG.warn("link {} lost its connection {}", options.name(), last);
    }
    tell(Change.DISCONNECTED);
    return last;
  }

  private void rest(int failures) {
    if (closed) {
      return;
    }
    long ceiling =
        Math.min(
            options.retryCap().toMillis(),
            options.retryBase().toMillis() << Math.min(failures, 16));
    try {
      if (hurry.tryAcquire(
          ThreadLocalRandom.current().nextLong(Math.max(1, ceiling)) + 1, TimeUnit.MILLISECONDS)) {
        hurry.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(Change change) {
    news.execute(
        () -> {
          Change before = state;
          state = change;
          if (before != change || change == Change.REFUSED) {
            boolean echo = before == Change.REFUSED && change == Change.DISCONNECTED;
            if (!echo) {
              listeners.forEach(listener -> listener.accept(change));
            }
          }
        });
  }

  /**
   * Connects anew, now: after a renewal, so that the server knows the new JWT's end. What is under
   * way on the old connection fails.
   */
  public void reconnect() {
    Session now = session;
    hurry.release();
    if (now != null) {
      LinkThreads.VIRTUAL.execute(now::close);
    }
  }

  @Override
  public void publish(String subject, byte[] data) {
    publish(subject, null, data);
  }

  @Override
  public void publish(String subject, String replyTo, byte[] data) {
    send(required(), subject, replyTo, null, data);
  }

  /**
   * The present connection, for what only the client library can say.
   *
   * @throws LinkException when there is none
   */
  Connection connection() {
    return required().connection();
  }

  private Session required() {
    Session now = session;
    if (now == null) {
      throw new LinkException("not connected to NATS", null);
    }
    return now;
  }

  private static void send(
      Session session, String subject, String replyTo, Headers headers, byte[] data) {
    if (data.length > session.maxPayload()) {
      throw new LinkException(
          data.length
              + " bytes to "
              + subject
              + " are more than the server's max_payload of "
              + session.maxPayload(),
          null);
    }
    try {
      session.publish(subject, replyTo, headers, data);
    } catch (IllegalStateException e) {
      throw new LinkException("not connected to NATS", e);
    }
  }

  @Override
  public CompletableFuture<byte[]> request(String subject, byte[] data, Duration timeout) {
    return ask(subject, null, data, timeout);
  }

  private CompletableFuture<byte[]> ask(
      String subject, Headers headers, byte[] data, Duration timeout) {
    Session now = session;
    if (now == null) {
      return CompletableFuture.failedFuture(new LinkException("not connected to NATS", null));
    }
    Answers.Ticket ticket = answers.open(subject, timeout);
    try {
      send(now, subject, now.inbox() + ticket.token(), headers, data);
    } catch (LinkException e) {
      answers.fail(ticket, e);
    }
    if (session != now) {
      answers.fail(ticket, new LinkException("the connection ended", null));
    }
    return ticket.future();
  }

  @Override
  public CompletableFuture<Void> store(String subject, byte[] data, String messageId) {
    Headers headers = messageId == null ? null : new Headers().put(MESSAGE_ID, messageId);
    return ask(subject, headers, data, options.storeTimeout())
        .thenAccept(answer -> JetStreamAnswer.check(subject, answer));
  }

  @Override
  public Subscription subscribe(String subject, String queue, Consumer<Inbound> handler) {
    return hear(
        subject,
        queue,
        message -> {
          try {
            handler.accept(Session.inbound(message));
          } catch (RuntimeException e) {
            LOG.error("link {}: a handler of {} failed", options.name(), subject, e);
          }
        });
  }

  /** As {@link #subscribe}, with headers and status. */
  Subscription hear(String subject, String queue, MessageHandler handler) {
    lock.lock();
    try {
      long id = ++lastId;
      heard.put(id, new Heard(subject, queue, handler));
      Session now = session;
      if (now != null) {
        try {
          now.dispatch(id, subject, queue, handler);
        } catch (IllegalStateException e) {
          LOG.debug("{} will be subscribed after the reconnect", subject);
        }
      }
      return () -> unhear(id);
    } finally {
      lock.unlock();
    }
  }

  private void unhear(long id) {
    lock.lock();
    try {
      heard.remove(id);
      Session now = session;
      if (now != null) {
        now.undispatch(id);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The inbox of the present connection, with the closing dot. */
  String inboxPrefix() {
    return options.inboxPrefix();
  }

  @Override
  public CompletableFuture<Void> flush(Duration timeout) {
    return flushes.ask(() -> required().flush(timeout));
  }

  @Override
  public boolean connected() {
    Session now = session;
    return now != null && now.alive();
  }

  @Override
  public String serverVersion() {
    return required().serverVersion();
  }

  /** What the server complained of since the link was opened, such as permission violations. */
  public Set<String> complaints() {
    return errors.seen();
  }

  @Override
  public void onChange(Consumer<Change> listener) {
    news.execute(
        () -> {
          listeners.add(listener);
          listener.accept(state);
        });
  }

  @Override
  public void close() {
    closed = true;
    hurry.release();
    Session now = session;
    if (now != null) {
      now.close();
    }
  }
}
