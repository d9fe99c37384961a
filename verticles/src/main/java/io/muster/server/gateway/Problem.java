package io.muster.server.gateway;

import io.muster.protocol.FailureCode;
import io.muster.runtime.Bus;
import io.muster.runtime.Failure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;

/**
 * A request that is answered with a problem document (RFC 9457). The status is the code's own, except
 * where HTTP has a finer one (405, 413, 415, 422).
 */
final class Problem extends RuntimeException {
  /** A rule of the contract that a field breaks; the field's name is that of JSON. */
  record Violation(String field, String rule, String message) {}

  static final String MEDIA_TYPE = "application/problem+json";

  private final int status;
  private final FailureCode code;
  private final Duration retryAfter;
  private final transient List<Violation> violations;

  Problem(
      int status, FailureCode code, String detail, Duration retryAfter, List<Violation> violations) {
    super(detail, null, false, false);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
    this.violations = violations;
  }

  static Problem of(Throwable error, String address) {
    if (error instanceof Problem problem) {
      return problem;
    }
    Failure failure = Bus.failureOf(error, address);
    return new Problem(
        failure.code().httpStatus(), failure.code(), failure.getMessage(), failure.retryAfter(), List.of());
  }

  static Problem of(FailureCode code, String detail) {
    return new Problem(code.httpStatus(), code, detail, Duration.ZERO, List.of());
  }

  static Problem of(int status, FailureCode code, String detail) {
    return new Problem(status, code, detail, Duration.ZERO, List.of());
  }

  /** What a status that the router made means. */
  static Problem status(int status, String path) {
    return switch (status) {
      case 404 -> of(FailureCode.NOT_FOUND, "nothing has the path " + path);
      case 405 -> of(405, FailureCode.INVALID, "the path " + path + " has no such method");
      case 400, 413, 414, 415 ->
          of(status, FailureCode.INVALID, "the request to " + path + " is not valid");
      default -> of(FailureCode.INTERNAL, "internal error; the log has it under the trace id");
    };
  }

  static Problem invalid(String detail) {
    return of(FailureCode.INVALID, detail);
  }

  static Problem violations(List<Violation> violations) {
    StringBuilder detail = new StringBuilder();
    for (Violation violation : violations) {
      detail.append(detail.isEmpty() ? "" : "; ");
      detail.append(violation.field().isEmpty() ? "" : violation.field() + ": ");
      detail.append(violation.message());
    }
    return new Problem(422, FailureCode.INVALID, detail.toString(), Duration.ZERO, violations);
  }

  int status() {
    return status;
  }

  FailureCode code() {
    return code;
  }

  List<Violation> violations() {
    return violations;
  }

  /** Whole seconds for {@code Retry-After}; 0 for none. */
  long retryAfterSeconds() {
    boolean again = status == 429 || status == 503;
    return again ? Math.max(1, (retryAfter.toMillis() + 999) / 1000) : 0;
  }

  JsonObject document(String traceId) {
    JsonObject json =
        new JsonObject()
            .put("type", "urn:muster:problem:" + code.tag())
            .put("title", title())
            .put("status", status)
            .put("detail", getMessage())
            .put("code", code.name())
            .put("traceId", traceId);
    if (!violations.isEmpty()) {
      JsonArray list = new JsonArray();
      violations.forEach(
          v ->
              list.add(
                  new JsonObject()
                      .put("field", v.field())
                      .put("rule", v.rule())
                      .put("message", v.message())));
      json.put("violations", list);
    }
    return json;
  }

  private String title() {
    return switch (status) {
      case 405 -> "This path has no such method";
      case 413 -> "The body is too large";
      case 415 -> "The body's type is not supported";
      case 426 -> "Another protocol is needed";
      case 422 -> "A field breaks a rule";
      default ->
          switch (code) {
            case INVALID -> "The request is not valid";
            case UNAUTHENTICATED -> "A valid credential is needed";
            case DENIED -> "Not allowed";
            case NOT_FOUND -> "Not found";
            case CONFLICT -> "In conflict with the present state";
            case BUSY -> "Too many requests";
            case UNAVAILABLE -> "Not available now";
            case INTERNAL -> "Internal error";
          };
    };
  }
}
