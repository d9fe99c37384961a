package io.muster.cli.output;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/** Times as people read them in a table. */
public final class Ages {
  private Ages() {}

  /** How long before {@code now} an RFC 3339 time was: {@code 5s}, {@code 3m}, {@code 2h}, … */
  public static String ago(String time, Instant now) {
    if (time.isEmpty()) {
      return "-";
    }
    try {
      Duration age = Duration.between(Instant.parse(time), now);
      return span(age.isNegative() ? Duration.ZERO : age);
    } catch (DateTimeException e) {
      return time;
    }
  }

  /** The largest unit that is not zero. */
  public static String span(Duration age) {
    long seconds = age.toSeconds();
    if (seconds < 120) {
      return seconds + "s";
    }
    if (seconds < 7_200) {
      return seconds / 60 + "m";
    }
    return seconds < 172_800 ? seconds / 3_600 + "h" : seconds / 86_400 + "d";
  }
}
