package io.muster.link;

/** NATS could not be reached, did not answer in time, or refused. */
public final class LinkException extends RuntimeException {
  public LinkException(String message, Throwable cause) {
    super(message, cause);
  }
}
