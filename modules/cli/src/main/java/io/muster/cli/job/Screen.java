package io.muster.cli.job;

import io.muster.cli.output.DisplayWidth;
import io.muster.cli.output.Terminal;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Standard output and error, with a progress line on a terminal that steps aside whenever something
 * else is printed.
 */
final class Screen {
  private static final int[] PALETTE = {36, 33, 35, 32, 34, 96, 93, 95, 92, 94};
  private static final long REDRAW_NANOS = 150_000_000L;

  private final PrintStream out;
  private final PrintStream err;
  private final boolean colours;
  private final boolean progress;
  private final boolean together;
  private final int columns;
  private boolean drawn;
  private boolean middle;
  private long drawnAt = System.nanoTime();

  private Screen(PrintStream out, PrintStream err, boolean interactive) {
    this.out = out;
    this.err = err;
    this.colours = interactive && Terminal.colours();
    this.together = interactive && Terminal.output() && Terminal.error();
    this.progress = together;
    this.columns = progress ? Terminal.columns() : 0;
  }

  /** The process's own. */
  static Screen ofProcess() {
    return new Screen(System.out, System.err, true);
  }

  void write(boolean error, byte[] bytes) {
    if (bytes.length == 0) {
      return;
    }
    clear();
    PrintStream stream = error ? err : out;
    stream.write(bytes, 0, bytes.length);
    stream.flush();
    middle = !error || together ? bytes[bytes.length - 1] != '\n' : middle;
  }

  void line(boolean error, String nodeId, byte[] line) {
    clear();
    PrintStream stream = error ? err : out;
    String prefix = colour(PALETTE[Math.floorMod(nodeId.hashCode(), PALETTE.length)], nodeId + ":");
    byte[] head = (prefix + " ").getBytes(StandardCharsets.UTF_8);
    stream.write(head, 0, head.length);
    stream.write(line, 0, line.length);
    stream.write('\n');
  }

  void header(String names, int count, String outcome, boolean succeeded, boolean error) {
    String nodes = names + (count == 1 ? "" : " (" + count + " nodes)");
    String text = colour(succeeded ? 32 : 31, "== " + nodes + ": " + outcome + " ==");
    out.println(text);
    if (error && !together) {
      err.println("== " + nodes + ": " + outcome + " ==");
    }
  }

  void copy(boolean error, Blob blob) throws IOException {
    if (blob.size() == 0) {
      return;
    }
    PrintStream stream = error ? err : out;
    out.flush();
    blob.writeTo(stream);
    if (!blob.endsWithNewline()) {
      stream.println();
    }
    stream.flush();
  }

  /** The last line of all. */
  void last(String text) {
    clear();
    if (middle) {
      out.println();
    }
    out.println(text);
    out.flush();
  }

  void note(String text) {
    clear();
    out.flush();
    err.println(text);
  }

  void progress(Tally tally) {
    long now = System.nanoTime();
    if (!progress || middle || tally.total() < 1 || now - drawnAt < REDRAW_NANOS) {
      return;
    }
    drawnAt = now;
    String text = tally.done() + "/" + tally.total() + " done: " + tally.words();
    out.flush();
    err.print("\r\033[K" + DisplayWidth.fit(text, columns - 1));
    err.flush();
    drawn = true;
  }

  /** Takes the progress line away. */
  void clear() {
    if (drawn) {
      err.print("\r\033[K");
      err.flush();
      drawn = false;
    }
  }

  void flush() {
    out.flush();
    err.flush();
  }

  private String colour(int code, String text) {
    return colours ? "\033[" + code + "m" + text + "\033[0m" : text;
  }
}
