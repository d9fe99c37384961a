package io.muster.local.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A process known by more than its number, so that a number that was given to another process is
 * never mistaken for it.
 *
 * @param startTicks when it started, in clock ticks since boot (field 22 of {@code /proc/PID/stat})
 * @param boot the kernel's boot id
 */
public record ProcessIdentity(long pid, long startTicks, String boot) {
  /** The process that now has this number; empty when none has or it has ended. */
  public static Optional<ProcessIdentity> of(long pid) {
    return ProcessStat.read(pid)
        .filter(ProcessStat::running)
        .map(stat -> new ProcessIdentity(pid, stat.startTicks(), bootId()));
  }

  /** This JVM. */
  public static ProcessIdentity self() {
    return of(ProcessHandle.current().pid()).orElseThrow();
  }

  /** Whether this very process still runs; a zombie does not. */
  public boolean alive() {
    return of(pid).filter(this::equals).isPresent();
  }

  /** Sends a signal, such as {@code TERM}, if this very process still runs. */
  public void signal(String signal) {
    if (!alive()) {
      return;
    }
    try {
      new ProcessBuilder("/bin/sh", "-c", "kill -s " + signal + " " + pid)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor(5, TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new IllegalStateException("cannot signal process " + pid, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until it has ended; false when it still runs after that time. */
  public boolean awaitExit(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (alive()) {
      if (System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
        return false;
      }
      try {
        TimeUnit.MILLISECONDS.sleep(10);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return true;
  }

  /** What it executes; empty when that may not be seen. */
  public Optional<Path> executable() {
    return link("exe").map(path -> Path.of(path.toString().replace(" (deleted)", "")));
  }

  /** The directory it works in; empty when that may not be seen. */
  public Optional<Path> workingDirectory() {
    return link("cwd");
  }

  private Optional<Path> link(String name) {
    try {
      return Optional.of(Files.readSymbolicLink(Path.of("/proc/" + pid + "/" + name)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String bootId() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
