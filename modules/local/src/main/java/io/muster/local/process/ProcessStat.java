package io.muster.local.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What {@code /proc/PID/stat} says of a process.
 *
 * @param state one letter, as in proc(5)
 * @param startTicks clock ticks since boot
 * @param residentBytes resident memory
 */
public record ProcessStat(char state, long startTicks, long residentBytes) {
  /** {@code USER_HZ} is 100 and the page 4 KiB on each Linux that Muster runs on. */
  private static final long TICKS_PER_SECOND = 100;

  private static final long PAGE = 4096;

  public static Optional<ProcessStat> read(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return Optional.of(
          new ProcessStat(
              fields[0].charAt(0), Long.parseLong(fields[19]), Long.parseLong(fields[21]) * PAGE));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  boolean running() {
    return state != 'Z' && state != 'X';
  }

  /** How long it has run. */
  public Duration uptime() {
    try {
      String uptime = Files.readString(Path.of("/proc/uptime")).split(" ")[0];
      double seconds = Double.parseDouble(uptime) - (double) startTicks / TICKS_PER_SECOND;
      return Duration.ofMillis(Math.max(0, (long) (seconds * 1000)));
    } catch (IOException e) {
      return Duration.ZERO;
    }
  }
}
