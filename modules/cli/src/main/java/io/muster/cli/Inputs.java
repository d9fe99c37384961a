package io.muster.cli;

import io.muster.runtime.config.Durations;
import java.time.Duration;
import java.util.Map;

/** Reads what users write for the API. */
public final class Inputs {
  private Inputs() {}

  /**
   * A governor such as {@code db=2}, as the API has it.
   *
   * @throws CliException when it is none
   */
  public static Map<String, Object> governor(String text) {
    if (!text.matches("[A-Za-z0-9]([A-Za-z0-9._-]{0,62}[A-Za-z0-9])?=[1-9]\\d{0,5}")) {
      throw CliException.usage(
          "--governor is '" + text + "', not a name and a number of slots such as db=2");
    }
    int equals = text.indexOf('=');
    return Map.of(
        "name",
        text.substring(0, equals),
        "capacity",
        Integer.parseInt(text.substring(equals + 1)));
  }

  /**
   * A duration in protobuf's JSON form, such as {@code 60s} or {@code 0.500s}; null stays null.
   *
   * @throws CliException naming the option when it is none, or not above zero
   */
  public static String duration(String option, String text) {
    if (text == null) {
      return null;
    }
    Duration value;
    try {
      value = Durations.parse(text.matches("\\d+") ? text + "s" : text);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw CliException.usage(
          option + " is '" + text + "', not a duration such as 500ms, 30s, 5m, 1h30m or 7d");
    }
    if (value.isZero()) {
      throw CliException.usage(option + " must be more than 0");
    }
    return value.toNanosPart() == 0
        ? value.toSeconds() + "s"
        : "%d.%03ds".formatted(value.toSeconds(), value.toMillisPart());
  }

  /**
   * A count such as {@code 10} or a share such as {@code 25%}; null stays null.
   *
   * @throws CliException naming the option when it is neither
   */
  public static String share(String option, String text) {
    if (text == null || text.matches("[1-9]\\d{0,8}|([1-9]\\d?|100)%")) {
      return text;
    }
    throw CliException.usage(
        option + " is '" + text + "', not a count such as 10 or a share such as 25%");
  }
}
