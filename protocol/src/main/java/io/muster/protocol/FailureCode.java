package io.muster.protocol;

/**
 * Why a call failed, on every face: each code fixes its gRPC status, HTTP status and metric tag;
 * its position is the event bus's failure code.
 */
public enum FailureCode {
  INVALID(3, 400),
  UNAUTHENTICATED(16, 401),
  DENIED(7, 403),
  NOT_FOUND(5, 404),
  CONFLICT(10, 409),
  BUSY(8, 429),
  UNAVAILABLE(14, 503),
  INTERNAL(13, 500);

  private final int grpcStatus;
  private final int httpStatus;

  FailureCode(int grpcStatus, int httpStatus) {
    this.grpcStatus = grpcStatus;
    this.httpStatus = httpStatus;
  }

  /** The number of the gRPC status, as in google.rpc.Code. */
  public int grpcStatus() {
    return grpcStatus;
  }

  public int httpStatus() {
    return httpStatus;
  }

  /** The value of the metric tag {@code code}. */
  public String tag() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
