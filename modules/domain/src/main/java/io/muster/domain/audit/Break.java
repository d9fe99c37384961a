package io.muster.domain.audit;

import java.util.Locale;

/**
 * Where a chain is not what was written.
 *
 * @param seq the first row that is not as it was
 * @param words a sentence for people
 */
public record Break(long seq, How how, String words) {
  /** What was done to it. */
  public enum How {
    CHANGED,
    REMOVED,
    REORDERED,
    /** The end is missing. */
    CUT,
    /** The chain is whole, but is not the one that was published. */
    REWRITTEN;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
