package io.muster.cli.audit;

import io.muster.cli.CliException;
import io.muster.runtime.config.Durations;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** A point in time as people give it: how long ago, or RFC 3339. */
final class Moment {
  private Moment() {}

  /**
   * As RFC 3339; empty stays empty.
   *
   * @throws CliException naming the option when it is neither
   */
  static String of(String option, String text, Instant now) {
    if (text.isEmpty()) {
      return text;
    }
    try {
      return text.matches("(\\d+(ms|s|m|h|d))+")
          ? now.minus(Durations.parse(text)).toString()
          : Instant.parse(text).toString();
    } catch (DateTimeParseException | IllegalArgumentException | ArithmeticException e) {
      throw CliException.usage(
          option
              + " is '"
              + text
              + "'; give how long ago, such as 30m or 7d, or a time such as 2026-01-31T08:00:00Z");
    }
  }
}
