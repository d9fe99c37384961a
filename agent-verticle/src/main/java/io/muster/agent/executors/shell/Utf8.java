package io.muster.agent.executors.shell;

/** Where a piece of output can be cut without cutting a character. */
final class Utf8 {
  private Utf8() {}

  /**
   * How many of the bytes to send now: all, or all but the beginning of a character at the end.
   * Bytes that are not UTF-8 are never held back for more than three.
   */
  static int whole(byte[] data, int length) {
    for (int back = 1; back <= Math.min(3, length); back++) {
      int b = data[length - back] & 0xff;
      if (b < 0x80) {
        return length;
      }
      if (b >= 0xc0) {
        int needed = b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : 2;
        return b <= 0xf4 && back < needed ? length - back : length;
      }
    }
    return length;
  }
}
