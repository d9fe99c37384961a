package io.muster.domain.access;

import io.muster.domain.selector.InvalidTarget;
import io.muster.domain.selector.Target;

/**
 * A target with a limit: {@code (target) && (limit)}. Written so, it can be recognized again, and
 * to limit it once more changes nothing.
 */
public final class Narrowed {
  private Narrowed() {}

  /**
   * The target, limited.
   *
   * @throws InvalidTarget when it cannot be understood
   */
  public static String of(String target, String limit) {
    return switch (Target.parse(target)) {
      case Target.All all -> limit;
      case Target.Ids ids -> target; // each of them is looked at when it is resolved
      case Target.Expression expression -> {
        String text = target.strip();
        yield text.equals(limit) || is(text, limit)
            ? text
            : "(" + text + close(text) + " && (" + limit + close(limit);
      }
    };
  }

  /** Only what is an expression of its own may stand before the limit. */
  private static boolean is(String text, String limit) {
    String end = " && (" + limit + close(limit);
    if (!text.startsWith("(") || !text.endsWith(end)) {
      return false;
    }
    String first = text.substring(1, text.length() - end.length());
    if (!first.endsWith(")")) {
      return false;
    }
    try {
      Target.parse(first.substring(0, first.length() - 1).strip());
      return true;
    } catch (InvalidTarget e) {
      return false;
    }
  }

  /** A comment must not swallow the bracket. */
  private static String close(String text) {
    return text.contains("//") ? "\n)" : ")";
  }
}
