package io.muster.agent.executors.shell;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Control groups for runs, below the agent's own: version 2 where it is mounted, else the {@code
 * pids} or {@code freezer} hierarchy of version 1. They only find processes here, they limit
 * nothing. Without one the session and the mark must do.
 */
final class Cgroups {
  private static final Logger LOG = LoggerFactory.getLogger(Cgroups.class);
  private static final String AHEAD = "ahead-";
  private static final String ENTER = "echo 0 2>/dev/null >\"$0\"/cgroup.procs || :; exec \"$@\"";

  private final Path parent;
  private final Set<Path> busy = ConcurrentHashMap.newKeySet();

  private Cgroups(Path parent) {
    this.parent = parent;
  }

  static Cgroups none() {
    return new Cgroups(null);
  }

  /** Looks for a hierarchy that this process may use. */
  static Cgroups find() {
    try {
      List<String> own = Files.readAllLines(Path.of("/proc/self/cgroup"));
      for (String line : Files.readAllLines(Path.of("/proc/mounts"))) {
        String[] mount = line.split(" ");
        String path = mount[2].equals("cgroup2") ? own(own, "") : v1(mount, own);
        if (path != null && usable(Path.of(mount[1] + path))) {
          Cgroups found = new Cgroups(Path.of(mount[1] + path).normalize().resolve("muster-runs"));
          found.tidy();
          return found;
        }
      }
    } catch (IOException e) {
      LOG.debug("no control groups", e);
    }
    return none();
  }

  private static String v1(String[] mount, List<String> own) {
    if (!mount[2].equals("cgroup")) {
      return null;
    }
    for (String controller : List.of("pids", "freezer")) {
      if (Set.of(mount[3].split(",")).contains(controller)) {
        return own(own, controller);
      }
    }
    return null;
  }

  private static String own(List<String> lines, String controller) {
    for (String line : lines) {
      String[] f = line.split(":", 3);
      if (Set.of(f[1].split(",")).contains(controller)) {
        return f[2];
      }
    }
    return null;
  }

  private static boolean usable(Path own) {
    try {
      Files.createDirectories(own.resolve("muster-runs"));
      return Files.isWritable(own.resolve("muster-runs/cgroup.procs"));
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * A new group whose command is not known yet. Its name tells which agent made it, since several
   * may share a machine.
   */
  Group makeAhead(long number) {
    return make(AHEAD + ProcessHandle.current().pid() + "-" + number);
  }

  /** Removes what agents made ahead and left because they were killed. */
  private void tidy() {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(parent, AHEAD + "*-*")) {
      for (Path path : all) {
        String agent = path.getFileName().toString().substring(AHEAD.length()).split("-")[0];
        if (ProcessHandle.of(Long.parseLong(agent)).isEmpty()) {
          removed(path);
        }
      }
    } catch (IOException | RuntimeException e) {
      LOG.debug("old control groups are left alone", e);
    }
  }

  /** A new group; one without a folder when that is not possible. */
  Group make(String name) {
    if (parent == null) {
      return new Group("", null);
    }
    busy.removeIf(Cgroups::removed);
    try {
      return new Group(name, Files.createDirectories(parent.resolve(name)));
    } catch (IOException e) {
      return new Group("", null);
    }
  }

  Group existing(String name) {
    Path folder = parent == null || name.isEmpty() ? null : parent.resolve(name);
    return new Group(name, folder != null && Files.isDirectory(folder) ? folder : null);
  }

  private static boolean removed(Path folder) {
    try (DirectoryStream<Path> inner = Files.newDirectoryStream(folder, Files::isDirectory)) {
      for (Path path : inner) {
        removed(path);
      }
      Files.deleteIfExists(folder);
      return true;
    } catch (java.nio.file.NoSuchFileException e) {
      return true;
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      return false; // a child in the background lives in it
    }
  }

  /** The group of one run. Closing it removes it, or leaves it while something lives in it. */
  final class Group implements AutoCloseable {
    private final String name;
    private final Path folder;

    private Group(String name, Path folder) {
      this.name = name;
      this.folder = folder;
    }

    /** Finds it again with {@link #existing}; empty when there is none. */
    String name() {
      return name;
    }

    /** A line that makes the shell that reads it enter. */
    String enter() {
      return folder == null
          ? ""
          : "echo 0 2>/dev/null >" + Script.quoted(folder + "/cgroup.procs") + " || :\n";
    }

    /** The words before a command that make it start inside. */
    List<String> entering() {
      return folder == null ? List.of() : List.of("/bin/sh", "-c", ENTER, folder.toString());
    }

    Set<Long> pids() {
      Set<Long> pids = new HashSet<>();
      if (folder != null) {
        collect(folder, pids);
      }
      return pids;
    }

    private static void collect(Path folder, Set<Long> into) {
      try {
        for (String line : Files.readAllLines(folder.resolve("cgroup.procs"))) {
          into.add(Long.valueOf(line));
        }
        try (DirectoryStream<Path> inner = Files.newDirectoryStream(folder, Files::isDirectory)) {
          inner.forEach(path -> collect(path, into));
        }
      } catch (IOException e) {
        // It ended in between.
      }
    }

    /** Kills all in it at once where the kernel can (5.14 and newer, version 2). */
    void kill() {
      if (folder != null && Files.isWritable(folder.resolve("cgroup.kill"))) {
        try {
          Files.writeString(folder.resolve("cgroup.kill"), "1");
        } catch (IOException e) {
          // The caller kills one by one as well.
        }
      }
    }

    @Override
    public void close() {
      if (folder != null && !removed(folder)) {
        busy.add(folder);
      }
    }
  }
}
