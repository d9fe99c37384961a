package io.muster.domain.audit;

import java.nio.charset.StandardCharsets;

/**
 * What a row of the audit trail says. Absent text is empty.
 *
 * @param callId the same for an intent and its outcome; random, so that a row which is written
 *     twice is known
 * @param intent of an outcome, the number of its intent; else 0
 * @param request JSON without secrets
 * @param targetCount how many nodes it is about; -1 when that is not known
 * @param targetHash SHA-256 of their ids in order, a line feed between them; hex
 * @param outcome {@code ok} or the tag of a failure's code
 * @param durationMicros from the first byte to the outcome
 * @param count how many calls the row stands for
 */
public record Fact(
    Kind kind,
    String callId,
    long intent,
    String event,
    String method,
    String caller,
    String address,
    String face,
    String userAgent,
    String request,
    String object,
    int targetCount,
    String targetHash,
    String outcome,
    String message,
    long durationMicros,
    String traceId,
    int count) {

  /** What a row is. */
  public enum Kind {
    /** Committed before a call is let through. */
    INTENT,
    /** How a call ended that was let through. */
    OUTCOME,
    /** A call that was not let through. */
    REFUSED,
    /** Something that the audit trail itself did. */
    EVENT;

    public String label() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Reads a label; throws for one that there is not. */
    public static Kind ofLabel(String label) {
      return valueOf(label.toUpperCase(java.util.Locale.ROOT));
    }
  }

  public Fact {
    callId = storable(callId);
    event = storable(event);
    method = storable(method);
    caller = storable(caller);
    address = storable(address);
    face = storable(face);
    userAgent = storable(userAgent);
    request = storable(request);
    object = storable(object);
    targetHash = storable(targetHash);
    outcome = storable(outcome);
    message = storable(message);
    traceId = storable(traceId);
  }

  /** An event of the trail's own. */
  public static Fact event(String callId, String event, String object, String detail) {
    return new Fact(
        Kind.EVENT,
        callId,
        0,
        event,
        "",
        "system",
        "",
        "",
        "",
        detail,
        object,
        -1,
        "",
        "ok",
        "",
        0,
        "",
        1);
  }

  /** What is hashed must be what comes back: PostgreSQL has no NUL, UTF-8 no half of a pair. */
  private static String storable(String text) {
    String whole = text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
    for (int i = 0; i < whole.length(); i++) {
      if (Character.isSurrogate(whole.charAt(i))) {
        return new String(whole.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
      }
    }
    return whole;
  }
}
