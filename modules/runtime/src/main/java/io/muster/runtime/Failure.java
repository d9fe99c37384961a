package io.muster.runtime;

import io.muster.protocol.FailureCode;
import java.time.Duration;

/**
 * A call that could not be done. The message says what was wrong, with which value, and what to do.
 * What a command did on a node is never a failure but an outcome.
 */
public final class Failure extends RuntimeException {
  private final FailureCode code;
  private final Duration retryAfter;

  public Failure(FailureCode code, String message, Duration retryAfter, Throwable cause) {
    super(message, cause);
    this.code = code;
    this.retryAfter = retryAfter;
  }

  public static Failure of(FailureCode code, String message) {
    return new Failure(code, message, Duration.ZERO, null);
  }

  public static Failure invalid(String message) {
    return of(FailureCode.INVALID, message);
  }

  public static Failure notFound(String message) {
    return of(FailureCode.NOT_FOUND, message);
  }

  public static Failure conflict(String message) {
    return of(FailureCode.CONFLICT, message);
  }

  public static Failure denied(String message) {
    return of(FailureCode.DENIED, message);
  }

  /**
   * Something that Muster stands on is away; the same call may go through after {@code retryAfter}.
   */
  public static Failure unavailable(String message, Throwable cause) {
    return new Failure(FailureCode.UNAVAILABLE, message, Duration.ofSeconds(2), cause);
  }

  public FailureCode code() {
    return code;
  }

  /** Zero when there is nothing to say. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
