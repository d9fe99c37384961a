package io.muster.agent.executors.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * All processes of one run: those of its session, of its control group, and those that carry its
 * mark in their environment, wherever they forked away to.
 */
final class Processes {
  /** The environment variable that every process of a run inherits. */
  static final String MARK = "MUSTER_RUN";

  private static final Path PROC = Path.of("/proc");
  private static final int ROUNDS = 200;

  private record Stat(char state, long group, long session, long startTicks) {}

  private final long leader;
  private final long startTicks;
  private final String mark;
  private final Cgroups.Group group;

  private Processes(long leader, long startTicks, String mark, Cgroups.Group group) {
    this.leader = leader;
    this.startTicks = startTicks;
    this.mark = mark;
    this.group = group;
  }

  static Processes of(long leader, String mark, Cgroups.Group group) {
    Stat stat = stat(leader);
    return new Processes(leader, stat == null ? 0 : stat.startTicks, mark, group);
  }

  /** What the ledger keeps to find them again. */
  String trace() {
    return String.join(
        "|", bootId(), Long.toString(leader), Long.toString(startTicks), mark, group.name());
  }

  /** The processes of a trace; empty when the machine was booted since. */
  static Optional<Processes> ofTrace(String trace, Cgroups cgroups) {
    String[] parts = trace.split("\\|", 5);
    if (parts.length < 4 || !parts[0].equals(bootId())) {
      return Optional.empty();
    }
    return Optional.of(
        new Processes(
            Long.parseLong(parts[1]),
            Long.parseLong(parts[2]),
            parts[3],
            // The trace of an older agent names no group: it is called like the mark.
            cgroups.existing(parts.length > 4 ? parts[4] : parts[3])));
  }

  private static String bootId() {
    try {
      return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      return "";
    }
  }

  /** TERM, then KILL to what is left after the grace; returns when nothing is left. */
  void end(Duration grace) {
    Set<Long> members = members();
    members.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy));
    long until = System.nanoTime() + grace.toNanos();
    while (!members.isEmpty() && System.nanoTime() < until) {
      LockSupport.parkNanos(10_000_000);
      members = members();
    }
    for (int round = 0; round < ROUNDS && !members.isEmpty(); round++) {
      group.kill();
      members.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
      LockSupport.parkNanos(round < 20 ? 1_000_000 : 20_000_000);
      members = members();
    }
  }

  /** The pids of all that is left; zombies do not count. */
  Set<Long> members() {
    Set<Long> found = new HashSet<>();
    Set<Long> inGroup = group.pids();
    Stat now = stat(leader);
    boolean reused = now != null && startTicks != 0 && now.startTicks != startTicks;
    byte[] needle = (MARK + "=" + mark).getBytes(StandardCharsets.UTF_8);
    try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path path : all) {
        long pid = Long.parseLong(path.getFileName().toString());
        Stat stat = stat(pid);
        if (stat == null || stat.state == 'Z' || stat.state == 'X') {
          continue;
        }
        boolean ours = !reused && (stat.session == leader || stat.group == leader);
        if (ours || inGroup.contains(pid) || carries(path, needle)) {
          found.add(pid);
        }
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    found.remove(ProcessHandle.current().pid());
    return found;
  }

  private static boolean carries(Path process, byte[] needle) {
    byte[] environment;
    try {
      environment = Files.readAllBytes(process.resolve("environ"));
    } catch (IOException e) {
      return false; // gone, or another user's
    }
    int at = 0;
    while (at < environment.length) {
      int end = at;
      while (end < environment.length && environment[end] != 0) {
        end++;
      }
      if (java.util.Arrays.equals(environment, at, end, needle, 0, needle.length)) {
        return true;
      }
      at = end + 1;
    }
    return false;
  }

  private static Stat stat(long pid) {
    try {
      String line =
          new String(
              Files.readAllBytes(PROC.resolve(Long.toString(pid)).resolve("stat")),
              StandardCharsets.ISO_8859_1);
      String[] f = line.substring(line.lastIndexOf(')') + 2).split(" ");
      return new Stat(
          f[0].charAt(0), Long.parseLong(f[2]), Long.parseLong(f[3]), Long.parseLong(f[19]));
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }
}
