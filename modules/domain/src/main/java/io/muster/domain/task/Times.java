package io.muster.domain.task;

import java.time.Instant;

/**
 * When an attempt reached its states, as far as it has; null for not yet. The agent's clock from
 * {@code accepted} on.
 */
public record Times(Instant dispatched, Instant accepted, Instant started, Instant finished) {
  public static final Times NONE = new Times(null, null, null, null);

  public Times withDispatched(Instant at) {
    return new Times(at, accepted, started, finished);
  }

  public Times withAccepted(Instant at) {
    return new Times(dispatched, at, started, finished);
  }

  public Times withStarted(Instant at) {
    return new Times(dispatched, accepted, at, finished);
  }

  public Times withFinished(Instant at) {
    return new Times(dispatched, accepted, started, at);
  }
}
