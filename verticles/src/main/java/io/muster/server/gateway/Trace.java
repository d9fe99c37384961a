package io.muster.server.gateway;

import java.util.concurrent.ThreadLocalRandom;

/** Trace ids after W3C trace context: the caller's, or a new one. */
final class Trace {
  private static final char[] HEX = "0123456789abcdef".toCharArray();
  private static final int LENGTH = 32;

  private Trace() {}

  /**
   * {@code traceparent} is the header or null; what is not one is ignored, as the standard says.
   */
  static String of(String traceparent) {
    if (traceparent != null && traceparent.length() >= 55 && traceparent.charAt(2) == '-') {
      String id = traceparent.substring(3, 3 + LENGTH);
      if (traceparent.charAt(3 + LENGTH) == '-' && isId(id)) {
        return id;
      }
    }
    return next();
  }

  private static boolean isId(String id) {
    boolean zero = true;
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
        return false;
      }
      zero &= c == '0';
    }
    return !zero;
  }

  private static String next() {
    char[] out = new char[LENGTH];
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long high = random.nextLong() | 1;
    long low = random.nextLong();
    for (int i = 0; i < 16; i++) {
      out[i] = HEX[(int) (high >>> (4 * i)) & 15];
      out[16 + i] = HEX[(int) (low >>> (4 * i)) & 15];
    }
    return new String(out);
  }
}
