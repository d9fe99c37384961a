package io.muster.server.connector;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Since when a task's replies wait here for an earlier one. Only time in which the wait was seen
 * again and again counts: while PostgreSQL or NATS is away, and for a while after, replies are
 * under way in any order, and their age says nothing about the earlier one.
 */
final class MissingReplies {
  /** Early replies come again within a second; a longer silence means that something was away. */
  private static final Duration SILENCE = Duration.ofSeconds(10);

  private static final int MANY = 10_000;

  private record Wait(Instant since, Instant last) {}

  private final Duration insistAfter;
  private final Map<String, Wait> waits = new ConcurrentHashMap<>();

  MissingReplies(Duration insistAfter) {
    this.insistAfter = insistAfter;
  }

  /** A reply to this attempt came before an earlier one. */
  void early(String attempt, Instant now) {
    if (waits.size() > MANY) {
      waits.values().removeIf(wait -> interrupted(wait, now));
    }
    waits.merge(
        attempt,
        new Wait(now, now),
        (wait, fresh) -> interrupted(wait, now) ? fresh : new Wait(wait.since, now));
  }

  /** A reply to this attempt was taken: the wait begins anew for what comes after it. */
  void taken(String attempt) {
    waits.remove(attempt);
  }

  /** The earlier reply will not come any more. */
  boolean given(String attempt, Instant now) {
    Wait wait = waits.get(attempt);
    return wait != null
        && !interrupted(wait, now)
        && Duration.between(wait.since, now).compareTo(insistAfter) > 0;
  }

  private static boolean interrupted(Wait wait, Instant now) {
    return Duration.between(wait.last, now).compareTo(SILENCE) > 0;
  }
}
