package io.muster.runtime.config;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes, written {@code 64MiB}, {@code 1GiB} or {@code 4096}. */
public record Size(long bytes) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,15})\\s*(B|KiB|MiB|GiB|TiB)?");
  private static final Map<String, Integer> SHIFT =
      Map.of("B", 0, "KiB", 10, "MiB", 20, "GiB", 30, "TiB", 40);

  /**
   * Reads a size.
   *
   * @throws IllegalArgumentException when the text is not one
   */
  public static Size parse(String text) {
    Matcher m = FORM.matcher(text.strip());
    if (!m.matches()) {
      throw new IllegalArgumentException("a size such as 64MiB");
    }
    int shift = m.group(2) == null ? 0 : SHIFT.get(m.group(2));
    return new Size(Math.multiplyExact(Long.parseLong(m.group(1)), 1L << shift));
  }
}
