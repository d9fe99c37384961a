package io.muster.local.postgres;

import io.muster.local.LocalException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, unpacked once per version into a cache that any user may read. A folder
 * appears under its final name only when it is complete, whoever is killed on the way.
 */
final class PostgresBinaries {
  private static final Set<PosixFilePermission> READABLE =
      PosixFilePermissions.fromString("rwxr-xr-x");

  private PostgresBinaries() {}

  static String version() {
    try (InputStream in = PostgresBinaries.class.getResourceAsStream("binaries.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new IllegalStateException("binaries.properties is not readable", e);
    }
  }

  /** The folder that holds {@code bin/postgres}, unpacked if it is not there yet. */
  static Path unpack(Path cache) {
    String name = "postgres-" + version() + "-" + architecture();
    Path ready = cache.resolve(name);
    if (Files.isDirectory(ready)) {
      return ready;
    }
    try {
      Files.createDirectories(cache);
      Files.setPosixFilePermissions(cache, READABLE);
      try (FileChannel lock =
              FileChannel.open(
                  cache.resolve(name + ".lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          var held = lock.lock()) {
        if (held.isValid() && !Files.isDirectory(ready)) {
          Path part = cache.resolve(name + ".part");
          delete(part);
          extract(part);
          Files.move(part, ready, StandardCopyOption.ATOMIC_MOVE);
        }
      }
      return ready;
    } catch (IOException e) {
      throw new LocalException(
          "PostgreSQL cannot be unpacked into "
              + cache
              + ": "
              + e
              + "; make room there or name another folder with $MUSTER_CACHE",
          e);
    }
  }

  private static String architecture() {
    return switch (System.getProperty("os.arch")) {
      case "amd64" -> "x86_64";
      case "aarch64" -> "arm_64";
      case String other ->
          throw new LocalException(
              "there is no embedded PostgreSQL for the architecture "
                  + other
                  + "; run Muster against a PostgreSQL of your own");
    };
  }

  private static void extract(Path target) throws IOException {
    String resource = "/postgres-linux-" + architecture() + ".txz";
    InputStream packed = PostgresBinaries.class.getResourceAsStream(resource);
    if (packed == null) {
      throw new LocalException(resource + " is not on the class path");
    }
    Files.createDirectories(target);
    Files.setPosixFilePermissions(target, READABLE);
    try (var tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        write(tar, entry, target);
      }
    }
  }

  private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path target)
      throws IOException {
    Path path = target.resolve(entry.getName()).normalize();
    if (!path.startsWith(target)) {
      throw new IOException("the archive reaches outside of its folder: " + entry.getName());
    }
    Files.createDirectories(path.getParent());
    if (entry.isDirectory()) {
      Files.createDirectories(path);
    } else if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
      return;
    } else {
      Files.copy(tar, path);
    }
    boolean executable = entry.isDirectory() || (entry.getMode() & 0100) != 0;
    Set<PosixFilePermission> mode = EnumSet.copyOf(READABLE);
    if (!executable) {
      mode = PosixFilePermissions.fromString("rw-r--r--");
    }
    Files.setPosixFilePermissions(path, mode);
  }

  static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
