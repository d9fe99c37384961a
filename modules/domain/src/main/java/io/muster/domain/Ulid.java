package io.muster.domain;

import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * Identifiers that sort by time of creation: 48 bits of milliseconds and 80 random bits in
 * Crockford's base 32, lower case, 26 characters (github.com/ulid/spec).
 */
public final class Ulid {
  private static final char[] DIGITS = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
  public static final int LENGTH = 26;

  private Ulid() {}

  public static String next(Instant now, RandomGenerator random) {
    char[] out = new char[LENGTH];
    writeTime(out, now.toEpochMilli());
    long high = random.nextLong();
    long low = random.nextLong();
    for (int i = 0; i < 8; i++) {
      out[10 + i] = DIGITS[(int) (high >>> (5 * i)) & 31];
      out[18 + i] = DIGITS[(int) (low >>> (5 * i)) & 31];
    }
    return new String(out);
  }

  /** The smallest id of that instant: a bound for ranges and partitions. */
  public static String floor(Instant time) {
    char[] out = "0".repeat(LENGTH).toCharArray();
    writeTime(out, time.toEpochMilli());
    return new String(out);
  }

  /**
   * When the id was made.
   *
   * @throws IllegalArgumentException when it is not an id of this kind
   */
  public static Instant timeOf(String id) {
    if (!isValid(id)) {
      throw new IllegalArgumentException("not an id: '" + id + "'");
    }
    long millis = 0;
    for (int i = 0; i < 10; i++) {
      millis = millis << 5 | digit(id.charAt(i));
    }
    return Instant.ofEpochMilli(millis);
  }

  public static boolean isValid(String id) {
    if (id.length() != LENGTH || digit(id.charAt(0)) > 7) {
      return false;
    }
    return id.chars().allMatch(c -> digit((char) c) >= 0);
  }

  private static void writeTime(char[] out, long millis) {
    for (int i = 9; i >= 0; i--) {
      out[i] = DIGITS[(int) (millis & 31)];
      millis >>>= 5;
    }
  }

  private static int digit(char c) {
    for (int i = 0; i < DIGITS.length; i++) {
      if (DIGITS[i] == c) {
        return i;
      }
    }
    return -1;
  }
}
