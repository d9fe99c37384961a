package io.muster.cluster.bench;

import io.muster.local.process.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** The disk that all parts write to. */
final class Disk {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private Disk() {}

  /** Writes back what others left, so that nobody pays for what was before him. */
  static void settle(Path folder) throws IOException {
    Command.Result result = new Command("sync", "-f", folder.toString()).run(LIMIT);
    if (!result.succeeded()) {
      throw new IOException("sync -f " + folder + " failed: " + result.lastLine());
    }
  }
}
