package io.muster.cluster;

import io.muster.local.process.ProcessIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Ends what this JVM started when this JVM is gone, even by a SIGKILL: a shell that waits for the
 * end of a pipe that only this JVM holds, and then kills the processes that are listed and are
 * still the same ones.
 */
final class Janitor {
  private static final String SCRIPT =
      """
      cat >/dev/null
      while read -r pid ticks; do
        set -- $(cat "/proc/$pid/stat" 2>/dev/null)
        [ "${22}" = "$ticks" ] && kill -KILL "$pid"
      done <"$0"
      """;

  private final Path list;
  private final Process shell;

  /** Starts the shell; {@code list} is where the processes are written down. */
  Janitor(Path list) {
    this.list = list;
    try {
      Files.createDirectories(list.getParent());
      Files.writeString(list, "");
      shell =
          new ProcessBuilder("setsid", "/bin/sh", "-c", SCRIPT, list.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  synchronized void watch(ProcessIdentity process) {
    try {
      Files.writeString(
          list, process.pid() + " " + process.startTicks() + "\n", StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets it do its work now. */
  void close() {
    try {
      shell.getOutputStream().close();
      shell.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
