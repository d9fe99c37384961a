package io.muster.agent.resources.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

/** SHA-256, in lower-case hex. */
final class Hashing {
  /**
   * Above this size the system's {@code sha256sum} does it: the agent's JVM compiles for small
   * memory and hashes several times slower.
   */
  private static final long LARGE = 4 << 20;

  private Hashing() {}

  static String of(byte[] data) {
    return HexFormat.of().formatHex(digest().digest(data));
  }

  static String of(Path file) throws IOException {
    if (Files.size(file) >= LARGE) {
      String quick = bySystem(file);
      if (quick != null) {
        return quick;
      }
    }
    MessageDigest digest = digest();
    byte[] buffer = new byte[64 * 1024];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String bySystem(Path file) throws IOException {
    Process process;
    try {
      process =
          new ProcessBuilder("sha256sum")
              .redirectInput(file.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      return null;
    }
    try (InputStream out = process.getInputStream()) {
      String line = new String(out.readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII);
      boolean ended = process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0;
      return ended && line.matches("[0-9a-f]{64}\\s(?s:.*)") ? line.substring(0, 64) : null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } finally {
      process.destroyForcibly();
    }
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
