package io.muster.domain.selector;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a number of nodes, as people write it: {@code 10}, or {@code 25%}.
 *
 * @param amount nodes (at least 1) or percent (1 to 100)
 */
public record Share(int amount, boolean percent) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})\\s*(%?)");

  /** Checks the range. */
  public Share {
    if (amount < 1 || percent && amount > 100) {
      throw new IllegalArgumentException(
          "'" + amount + (percent ? "%" : "") + "' is out of range; from 1, or from 1% to 100%");
    }
  }

  /**
   * Reads a share.
   *
   * @throws IllegalArgumentException naming the text when it is not one
   */
  public static Share parse(String text) {
    Matcher m = FORM.matcher(text.strip());
    if (!m.matches()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is not a share of nodes; write a number such as 10, or a percentage"
              + " such as 25%");
    }
    return new Share(Integer.parseInt(m.group(1)), !m.group(2).isEmpty());
  }

  /**
   * How many of {@code total} nodes that is: a percentage rounds up, and it is at least 1 and at
   * most {@code total} (1 for a total of 0, so that it may be a number of nodes at once).
   */
  public int of(int total) {
    long wanted = percent ? ((long) total * amount + 99) / 100 : amount;
    return (int) Math.max(1, Math.min(wanted, total));
  }

  @Override
  public String toString() {
    return percent ? amount + "%" : Integer.toString(amount);
  }
}
