package io.muster.local.postgres;

import io.muster.local.process.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The server of a data folder, as its pid file and {@code /proc} tell.
 *
 * @param ready whether it accepts connections
 */
record Postmaster(ProcessIdentity process, int port, boolean ready) {
  static Path pidFile(Path data) {
    return data.resolve("postmaster.pid");
  }

  /**
   * The server that runs in this folder now. A pid file whose number belongs to something else
   * counts for nothing: the process must be a postgres that works in the folder.
   */
  static Optional<Postmaster> of(Path data) {
    try {
      List<String> lines = Files.readAllLines(pidFile(data));
      if (lines.size() < 4) {
        return Optional.empty();
      }
      long pid = Long.parseLong(lines.getFirst().strip());
      boolean ready = lines.size() > 7 && lines.get(7).strip().equals("ready");
      int port = Integer.parseInt(lines.get(3).strip());
      return ProcessIdentity.of(pid)
          .filter(process -> worksIn(process, data))
          .map(process -> new Postmaster(process, port, ready));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Every postgres process that works in the folder, with or without a postmaster. */
  static List<ProcessIdentity> all(Path data) {
    try (Stream<Path> proc = Files.list(Path.of("/proc"))) {
      return proc.map(path -> path.getFileName().toString())
          .filter(name -> name.chars().allMatch(Character::isDigit))
          .map(Long::valueOf)
          .filter(pid -> worksIn(new ProcessIdentity(pid, 0, ""), data))
          .flatMap(pid -> ProcessIdentity.of(pid).stream())
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static boolean worksIn(ProcessIdentity process, Path data) {
    return process.executable().filter(exe -> exe.endsWith("postgres")).isPresent()
        && process.workingDirectory().filter(cwd -> same(cwd, data)).isPresent();
  }

  private static boolean same(Path a, Path b) {
    try {
      return Files.isSameFile(a, b);
    } catch (IOException e) {
      return false;
    }
  }
}
