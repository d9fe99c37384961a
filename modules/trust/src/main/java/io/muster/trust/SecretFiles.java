package io.muster.trust;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Files that hold secrets: mode 0600 from their first byte on, in folders of mode 0700, whole or
 * not there at all however the process ends.
 */
public final class SecretFiles {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final ReentrantLock IN_THIS_PROCESS = new ReentrantLock();

  private SecretFiles() {}

  /** Makes a folder that only its owner can enter. */
  public static void folder(Path folder) throws IOException {
    Files.createDirectories(folder, OWNER_FOLDER);
  }

  /** Replaces a file: a temporary one is written and fsynced, then renamed over it. */
  public static void write(Path file, byte[] content) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    long random = ThreadLocalRandom.current().nextLong() & Long.MAX_VALUE;
    Path temporary = folder.resolve("." + file.getFileName() + "." + random + ".tmp");
    try {
      try (FileChannel out =
          FileChannel.open(
              temporary,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              OWNER_ONLY)) {
        ByteBuffer rest = ByteBuffer.wrap(content);
        while (rest.hasRemaining()) {
          out.write(rest);
        }
        out.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
    try (FileChannel entry = FileChannel.open(folder, StandardOpenOption.READ)) {
      entry.force(true);
    }
  }

  public static void write(Path file, String content) throws IOException {
    write(file, content.getBytes(StandardCharsets.UTF_8));
  }

  /** Removes what a killed {@link #write} left behind in a folder that this process holds. */
  static void sweep(Path folder) throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, ".*.tmp")) {
      for (Path file : left) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** What is done while a folder is held. */
  @FunctionalInterface
  public interface Work<T> {
    T run() throws IOException;
  }

  /** Works on a folder that no other process works on; waits for the one that does. */
  public static <T> T holding(Path folder, Work<T> work) throws IOException {
    IN_THIS_PROCESS.lock();
    try {
      folder(folder);
      try (FileChannel lock =
          FileChannel.open(
              folder.resolve(".lock"),
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
              OWNER_ONLY)) {
        lock.lock();
        return work.run();
      }
    } finally {
      IN_THIS_PROCESS.unlock();
    }
  }
}
