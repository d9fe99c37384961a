package io.muster.cli.output;

/** How many columns of a terminal a text takes, by the rules of wcwidth for the common ranges. */
public final class DisplayWidth {
  private DisplayWidth() {}

  /** Columns of a text without control characters. */
  public static int of(String text) {
    return text.codePoints().map(DisplayWidth::of).sum();
  }

  private static int of(int c) {
    if (c < 0x300) {
      return Character.isISOControl(c) ? 0 : 1;
    }
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT) {
      return 0;
    }
    return isWide(c) ? 2 : 1;
  }

  private static boolean isWide(int c) {
    return c >= 0x1100
        && (c <= 0x115f
            || (c >= 0x2e80 && c <= 0xa4cf && c != 0x303f)
            || (c >= 0xac00 && c <= 0xd7a3)
            || (c >= 0xf900 && c <= 0xfaff)
            || (c >= 0xfe30 && c <= 0xfe6f)
            || (c >= 0xff00 && c <= 0xff60)
            || (c >= 0xffe0 && c <= 0xffe6)
            || (c >= 0x1f300 && c <= 0x1faff)
            || (c >= 0x20000 && c <= 0x3fffd));
  }

  /** The text, or as much of its beginning as fits with an ellipsis. */
  public static String fit(String text, int columns) {
    if (of(text) <= columns) {
      return text;
    }
    StringBuilder kept = new StringBuilder();
    int used = 0;
    for (int c : text.codePoints().toArray()) {
      int width = of(c);
      if (used + width > columns - 1) {
        break;
      }
      kept.appendCodePoint(c);
      used += width;
    }
    return kept.append('…').toString();
  }
}
