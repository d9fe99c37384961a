package io.muster.domain.rollout;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many may fail, as people write it: {@code 0}, {@code 3}, or {@code 10%}.
 *
 * @param amount nodes, or percent (0 to 100)
 */
public record Limit(int amount, boolean percent) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})\\s*(%?)");

  /** One that is never exceeded. */
  public static final Limit NONE = new Limit(100, true);

  /** Checks the range. */
  public Limit {
    if (amount < 0 || percent && amount > 100) {
      throw new IllegalArgumentException(
          "'" + amount + (percent ? "%" : "") + "' is out of range; from 0, or from 0% to 100%");
    }
  }

  /**
   * Reads a limit.
   *
   * @throws IllegalArgumentException naming the text when it is not one
   */
  public static Limit parse(String text) {
    Matcher m = FORM.matcher(text.strip());
    if (!m.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a limit; write a number such as 3, or a percentage such as 10%");
    }
    return new Limit(Integer.parseInt(m.group(1)), !m.group(2).isEmpty());
  }

  /** Whether so many failures of so many nodes are too many. */
  public boolean exceeded(int failures, int total) {
    return percent ? 100L * failures > (long) amount * total : failures > amount;
  }

  @Override
  public String toString() {
    return percent ? amount + "%" : Integer.toString(amount);
  }
}
