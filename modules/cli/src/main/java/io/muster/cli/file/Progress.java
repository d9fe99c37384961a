package io.muster.cli.file;

import io.muster.cli.output.DisplayWidth;
import io.muster.cli.output.Terminal;
import java.util.Locale;

/** A bar on standard error, where a person sees it; nothing elsewhere. */
final class Progress {
  private static final int BAR = 30;
  private static final long REDRAW_NANOS = 100_000_000L;

  private final String name;
  private final boolean seen = Terminal.error();
  private final int columns = seen ? Terminal.columns() : 0;
  private String what = "";
  private long since;
  private long first;
  private long drawnAt;
  private boolean drawn;

  /** A bar for the file of that name. */
  Progress(String name) {
    this.name = name;
  }

  void show(String doing, long done, long total) {
    long now = System.nanoTime();
    if (!doing.equals(what)) {
      what = doing;
      since = now;
      first = done;
    }
    if (!seen || now - drawnAt < REDRAW_NANOS || now - since < REDRAW_NANOS) {
      return;
    }
    drawnAt = now;
    drawn = true;
    System.err.print("\r\033[K" + DisplayWidth.fit(line(done, total, now), columns - 1));
    System.err.flush();
  }

  private String line(long done, long total, long now) {
    int filled = total == 0 ? BAR : (int) Math.min(BAR, BAR * done / total);
    double rate = (done - first) * 1e9 / Math.max(1, now - since);
    return what
        + " "
        + name
        + " ["
        + "#".repeat(filled)
        + "-".repeat(BAR - filled)
        + "] "
        + size(done)
        + "/"
        + size(total)
        + ", "
        + size((long) rate)
        + "/s";
  }

  /** Takes the bar away. */
  void clear() {
    if (drawn) {
      System.err.print("\r\033[K");
      System.err.flush();
      drawn = false;
    }
  }

  /** Bytes as people read them: {@code 512 B}, {@code 3.4 MiB}. */
  static String size(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    int unit = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
    return String.format(
        Locale.ROOT, "%.1f %ciB", bytes / (double) (1L << (unit * 10)), " KMGTPE".charAt(unit));
  }
}
