package io.muster.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What one command printed and how it ended. Commands run one at a time in a JVM. */
record CliRun(int exit, String out, String err) {
  static synchronized CliRun of(String... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(outBytes, false, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(errBytes, false, StandardCharsets.UTF_8));
    try {
      int exit = Main.run(arguments);
      System.out.flush();
      System.err.flush();
      return new CliRun(
          exit,
          outBytes.toString(StandardCharsets.UTF_8),
          errBytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }
}
