package io.muster.cluster.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/** Content that nobody has seen before and nothing can compress. */
final class RandomFile {
  private static final int CHUNK = 1 << 20;

  private RandomFile() {}

  static Path write(Path file, long bytes) throws IOException {
    byte[] chunk = new byte[CHUNK];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (long left = bytes; left > 0; left -= CHUNK) {
        ThreadLocalRandom.current().nextBytes(chunk);
        out.write(chunk, 0, (int) Math.min(left, CHUNK));
      }
    }
    return file;
  }
}
