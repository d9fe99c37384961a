package io.muster.domain.rollout;

/** What was asked for makes no sense now; the message says why and what does. */
public final class Refused extends RuntimeException {
  public Refused(String message) {
    super(message);
  }
}
