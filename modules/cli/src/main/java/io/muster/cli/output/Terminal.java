package io.muster.cli.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What stands behind standard input, output and error. */
public final class Terminal {
  private static final int DEFAULT_COLUMNS = 100;

  private Terminal() {}

  /** Whether a person types our input. */
  public static boolean input() {
    return is(0);
  }

  /** Whether a person reads our output. */
  public static boolean output() {
    return is(1);
  }

  /** Whether a person reads our errors. */
  public static boolean error() {
    return is(2);
  }

  /** Colours on standard output: a terminal, and no NO_COLOR (no-color.org), and not a dumb one. */
  public static boolean colours() {
    String no = System.getenv("NO_COLOR");
    return output() && (no == null || no.isEmpty()) && !"dumb".equals(System.getenv("TERM"));
  }

  private static boolean is(int descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException e) {
      return System.console() != null;
    }
  }

  /** The width of the terminal: {@code COLUMNS}, else what {@code stty} says, else 100. */
  public static int columns() {
    String columns = System.getenv("COLUMNS");
    if (columns != null && columns.matches("[1-9]\\d{0,4}")) {
      return Integer.parseInt(columns);
    }
    try {
      Process stty =
          new ProcessBuilder("stty", "size").redirectInput(Path.of("/dev/tty").toFile()).start();
      String text = new String(stty.getInputStream().readAllBytes()).strip();
      stty.waitFor(1, TimeUnit.SECONDS);
      return text.matches("\\d+ [1-9]\\d*")
          ? Integer.parseInt(text.substring(text.indexOf(' ') + 1))
          : DEFAULT_COLUMNS;
    } catch (IOException e) {
      return DEFAULT_COLUMNS;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return DEFAULT_COLUMNS;
    }
  }
}
