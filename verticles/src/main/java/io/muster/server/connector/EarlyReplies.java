package io.muster.server.connector;

import io.muster.link.ReplyQueue.Stored;
import io.muster.store.job.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Replies that came before an earlier one of their attempt, which another loop or another node is
 * about to commit. They are tried again here: given back to the stream they would come again behind
 * everything else, in any order, and a command that prints much would be nothing but replies that
 * overtake each other.
 *
 * <p>A process that dies with them has not acknowledged them, so they come again elsewhere.
 */
final class EarlyReplies {
  private static final Duration FIRST = Duration.ofMillis(5);
  private static final Duration LONGEST = Duration.ofSeconds(1);

  /** Given back after so long, so that the stream need not wait for a node that hangs. */
  private static final Duration HOLD = Duration.ofSeconds(5);

  private static final long MAX_BYTES = 32L << 20;

  private static final class Held {
    final NavigableMap<Long, Stored> replies = new TreeMap<>();
    final Instant since;
    Duration pause = FIRST;
    Instant due;

    Held(Instant now) {
      since = now;
      due = now.plus(FIRST);
    }
  }

  private final Map<String, Held> attempts = new LinkedHashMap<>();
  private long bytes;
  private boolean closed;

  /** Keeps a reply for a while, or gives it back when there are too many. */
  synchronized void hold(Change change, Stored stored, Instant now) {
    if (closed || bytes + stored.data().length > MAX_BYTES) {
      stored.nak(closed ? Duration.ZERO : LONGEST);
      return;
    }
    Held held = attempts.computeIfAbsent(ReplyReader.attemptOf(change), key -> new Held(now));
    Stored twin = held.replies.put(ReplyReader.seqOf(change), stored);
    bytes += stored.data().length - (twin == null ? 0 : twin.data().length);
  }

  /** Takes out the replies of all attempts that are to be tried again now, in order. */
  synchronized List<Stored> due(Instant now) {
    List<Stored> due = new ArrayList<>();
    for (Iterator<Held> all = attempts.values().iterator(); all.hasNext(); ) {
      Held held = all.next();
      if (held.due.isAfter(now)) {
        continue;
      }
      if (held.replies.isEmpty()) { // what was tried failed for another reason and was given back
        all.remove();
        continue;
      }
      if (Duration.between(held.since, now).compareTo(HOLD) > 0) {
        held.replies.values().forEach(reply -> reply.nak(Duration.ZERO));
        forget(held);
        all.remove();
        continue;
      }
      due.addAll(held.replies.values());
      forget(held);
      held.replies.clear();
      held.pause = min(held.pause.multipliedBy(2), LONGEST);
      held.due = now.plus(held.pause);
    }
    return due;
  }

  /** A reply of this attempt was taken: those that wait for it are tried at once. */
  synchronized void taken(String attempt, Instant now) {
    Held held = attempts.get(attempt);
    if (held == null) {
      return;
    }
    if (held.replies.isEmpty()) {
      attempts.remove(attempt);
    } else {
      held.pause = FIRST;
      held.due = now;
    }
  }

  /** How long nothing needs to be tried again, at most {@code limit}. */
  synchronized Duration pause(Instant now, Duration limit) {
    Duration pause = limit;
    for (Held held : attempts.values()) {
      pause = min(pause, Duration.between(now, held.due));
    }
    return pause.isNegative() ? Duration.ZERO : pause;
  }

  /** Gives everything back at once, now and from now on. */
  synchronized void close() {
    closed = true;
    attempts.values().forEach(h -> h.replies.values().forEach(r -> r.nak(Duration.ZERO)));
    attempts.clear();
  }

  private void forget(Held held) {
    held.replies.values().forEach(reply -> bytes -= reply.data().length);
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
