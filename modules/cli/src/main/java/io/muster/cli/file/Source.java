package io.muster.cli.file;

import io.muster.cli.CliException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A local file with its hash.
 *
 * @param sha256 in lower-case hex
 */
record Source(Path path, String name, long size, String sha256) {
  private static final int BUFFER = 256 * 1024;

  /** Reads it once. Refuses what is no file, or has another hash than {@code expected}. */
  static Source read(String text, String expected, Progress progress) {
    Path path = Path.of(text);
    if (!Files.isRegularFile(path)) {
      throw CliException.usage(
          "--src " + text + (Files.exists(path) ? " is not a regular file" : " does not exist"));
    }
    try {
      long size = Files.size(path);
      MessageDigest digest = digest();
      long done = 0;
      byte[] buffer = new byte[BUFFER];
      try (InputStream in = Files.newInputStream(path)) {
        for (int n; (n = in.read(buffer)) > 0; ) {
          digest.update(buffer, 0, n);
          done += n;
          progress.show("hashing", done, size);
        }
      }
      progress.clear();
      String sha256 = HexFormat.of().formatHex(digest.digest());
      if (expected != null && !expected.equalsIgnoreCase(sha256)) {
        throw CliException.usage(
            "--src " + text + " has the SHA-256 " + sha256 + " and not " + expected);
      }
      return new Source(path, path.getFileName().toString(), done, sha256);
    } catch (IOException e) {
      throw CliException.usage("--src " + text + " cannot be read: " + e.getMessage());
    }
  }

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Some bytes of it; fewer at its end. */
  byte[] bytes(long offset, int length) {
    try (InputStream in = Files.newInputStream(path)) {
      in.skipNBytes(offset);
      return in.readNBytes(length);
    } catch (IOException e) {
      throw new UncheckedIOException("--src " + path + " cannot be read", e);
    }
  }
}
