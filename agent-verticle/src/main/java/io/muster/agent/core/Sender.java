package io.muster.agent.core;

import io.muster.agent.ledger.AttemptKey;
import io.muster.agent.ledger.Ledger;
import io.muster.link.Link;
import io.muster.protocol.Subjects;
import io.muster.protocol.agent.v1.Reply;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings replies from the ledger to the stream. One reply of an attempt is under way at a time, so
 * they arrive in order even when the stream refuses one and takes the next; while it is, the output
 * that gathers makes the following one larger. Many attempts are under way side by side, up to a
 * window.
 */
final class Sender {
  private static final Logger LOG = LoggerFactory.getLogger(Sender.class);
  private static final int WINDOW = 64;
  private static final Duration MAX_PAUSE = Duration.ofSeconds(10);

  /**
   * Message ids are one space for all agents: one that could guess another's would have its replies
   * dropped as duplicates.
   */
  private final String secret = new BigInteger(128, new SecureRandom()).toString(36);

  private final String nodeId;
  private final Link link;
  private final Ledger ledger;
  private final Workers workers;
  private final Set<AttemptKey> underWay = new HashSet<>();
  private final ArrayDeque<AttemptKey> held = new ArrayDeque<>();
  private final Map<AttemptKey, Runnable> listeners = new HashMap<>();
  private int failures;
  private boolean pausing;
  private boolean stopped;
  private CompletableFuture<Void> empty;

  Sender(String nodeId, Link link, Ledger ledger, Workers workers) {
    this.nodeId = nodeId;
    this.link = link;
    this.ledger = ledger;
    this.workers = workers;
  }

  /** Calls back, on a worker, each time a reply of the attempt was taken or could not be sent. */
  synchronized void listen(AttemptKey key, Runnable listener) {
    listeners.put(key, listener);
  }

  synchronized void unlisten(AttemptKey key) {
    listeners.remove(key);
  }

  /** True while replies cannot be delivered: what is printed then goes to the spool. */
  synchronized boolean away() {
    return failures > 0 || !link.connected();
  }

  /** Sends what the attempt has, unless that is going on already. */
  void kick(AttemptKey key) {
    synchronized (this) {
      if (stopped || pausing || !link.connected() || underWay.contains(key)) {
        return;
      }
      if (underWay.size() >= WINDOW) {
        if (!held.contains(key)) {
          held.add(key);
        }
        return;
      }
      underWay.add(key);
    }
    send(key);
  }

  /** The connection is back: everything that waits goes out. */
  void kickAll() {
    synchronized (this) {
      failures = 0;
      pausing = false;
    }
    ledger.waiting().forEach(this::kick);
  }

  private void send(AttemptKey key) {
    Reply reply;
    synchronized (this) {
      reply = stopped ? null : ledger.next(key);
      if (reply == null) {
        underWay.remove(key);
      }
    }
    if (reply == null) {
      next();
      return;
    }
    try {
      link.store(
              Subjects.reply(nodeId, key.taskId()),
              reply.toByteArray(),
              secret + "." + key + "." + reply.getSeq())
          .whenComplete((ok, error) -> workers.run(() -> settled(key, reply.getSeq(), error)));
    } catch (RuntimeException e) {
      settled(key, reply.getSeq(), e);
    }
  }

  private void settled(AttemptKey key, long seq, Throwable error) {
    Runnable listener;
    synchronized (this) {
      if (error == null) {
        if (!stopped) {
          ledger.acked(key, seq);
        }
        failures = 0;
      } else {
        failures++;
        underWay.remove(key);
      }
      listener = listeners.get(key);
    }
    if (listener != null) {
      listener.run();
    }
    if (error == null) {
      send(key);
    } else {
      pause(error);
    }
  }

  private void next() {
    AttemptKey key;
    synchronized (this) {
      key = held.poll();
      if (key == null && empty != null && underWay.isEmpty()) {
        empty.complete(null);
      }
    }
    if (key != null) {
      kick(key);
    }
  }

  private void pause(Throwable error) {
    Duration pause;
    synchronized (this) {
      if (pausing || stopped) {
        return;
      }
      pausing = true;
      if (failures == 1 && link.connected()) {
        LOG.warn("replies are not taken now, they wait in the spool: {}", error.getMessage());
      }
      long millis = Math.min(MAX_PAUSE.toMillis(), 100L << Math.min(failures, 8));
      pause = Workers.jitter(Duration.ofMillis(millis));
    }
    workers.after(
        pause,
        () -> {
          synchronized (this) {
            pausing = false;
          }
          ledger.waiting().forEach(this::kick);
        });
  }

  /** Waits until everything was taken, at most that long, then sends nothing more. */
  CompletableFuture<Void> drain(Duration limit) {
    CompletableFuture<Void> done;
    synchronized (this) {
      done = new CompletableFuture<>();
      empty = done;
      if (underWay.isEmpty() || away()) {
        done.complete(null);
      }
    }
    return done.completeOnTimeout(
            null, limit.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)
        .thenRun(
            () -> {
              synchronized (this) {
                stopped = true;
              }
            });
  }
}
