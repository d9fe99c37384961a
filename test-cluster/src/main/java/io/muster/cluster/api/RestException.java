package io.muster.cluster.api;

/** A call that did not succeed. */
public final class RestException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;

  RestException(String message, int status, Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  /** The HTTP status; 0 when there was no answer. */
  public int status() {
    return status;
  }
}
