package io.muster.local.postgres;

import io.muster.local.LocalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who runs PostgreSQL, which refuses to run as root. Without root it is the present user; as root
 * it is the first of {@code muster}, {@code postgres} and {@code nobody} that the machine has.
 */
record PostgresUser(String name, int uid, int gid) {
  private static final List<String> CANDIDATES = List.of("muster", "postgres", "nobody");

  /** Empty when no change of user is needed. */
  static Optional<PostgresUser> needed() {
    if (!isRoot()) {
      return Optional.empty();
    }
    Map<String, PostgresUser> known = new HashMap<>();
    try {
      for (String line : Files.readAllLines(Path.of("/etc/passwd"))) {
        String[] f = line.split(":");
        if (f.length > 3) {
          known.put(f[0], new PostgresUser(f[0], Integer.parseInt(f[2]), Integer.parseInt(f[3])));
        }
      }
    } catch (IOException | NumberFormatException e) {
      throw new LocalException("/etc/passwd cannot be read: " + e.getMessage(), e);
    }
    Optional<PostgresUser> user =
        CANDIDATES.stream().map(known::get).filter(u -> u != null && u.uid() != 0).findFirst();
    return Optional.of(
        user.orElseThrow(
            () ->
                new LocalException(
                    "PostgreSQL does not run as root and there is no user "
                        + String.join(", ", CANDIDATES)
                        + "; create one with: useradd --system muster")));
  }

  static boolean isRoot() {
    try {
      return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
    } catch (IOException e) {
      throw new LocalException("/proc is not readable: " + e.getMessage(), e);
    }
  }

  /** The words to put before a command so that it runs as this user, in a session of its own. */
  List<String> prefix() {
    Path setpriv =
        Stream.of("/usr/bin/setpriv", "/bin/setpriv", "/sbin/setpriv")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst()
            .orElseThrow(
                () ->
                    new LocalException(
                        "setpriv is missing, which PostgreSQL needs when Muster runs as root;"
                            + " install the package util-linux"));
    return List.of(
        setpriv.toString(), "--reuid=" + uid, "--regid=" + gid, "--clear-groups", "--no-new-privs");
  }

  /** Gives the file or folder to this user. */
  void own(Path path) {
    try {
      Files.setAttribute(path, "unix:uid", uid);
      Files.setAttribute(path, "unix:gid", gid);
    } catch (IOException e) {
      throw new LocalException(
          path + " cannot be given to the user " + name + ": " + e.getMessage(), e);
    }
  }
}
