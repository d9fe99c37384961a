package io.muster.agent.resources.file;

import io.muster.trust.SecretFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Temporary files beside their targets. Each is noted in the agent's folder before it is made, so
 * that the next start after a crash finds it wherever it is.
 */
final class Pending {
  private static final Logger LOG = LoggerFactory.getLogger(Pending.class);

  /** Every temporary file's name begins so. */
  static final String PREFIX = ".muster-tmp-";

  private final Path folder;

  Pending(Path folder) {
    this.folder = folder;
  }

  Path folder() {
    return folder;
  }

  /** The name of a temporary file in that folder; noted, not made. */
  Path note(Path beside) throws IOException {
    SecretFiles.folder(folder);
    byte[] random = new byte[8];
    ThreadLocalRandom.current().nextBytes(random);
    String token = HexFormat.of().formatHex(random);
    Path temporary = beside.resolve(PREFIX + token);
    SecretFiles.write(folder.resolve(token), temporary.toString());
    return temporary;
  }

  /** Removes a temporary file, if it is still there, and its note. */
  void done(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
      Files.deleteIfExists(
          folder.resolve(temporary.getFileName().toString().substring(PREFIX.length())));
    } catch (IOException e) {
      LOG.warn("{} cannot be removed now, at the next start again: {}", temporary, e.toString());
    }
  }

  /** Removes what a crash left behind. */
  void sweep() {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> notes = Files.newDirectoryStream(folder)) {
      for (Path note : notes) {
        Path temporary = Path.of(Files.readString(note));
        Path name = temporary.getFileName();
        if (name != null && name.toString().equals(PREFIX + note.getFileName())) {
          done(temporary);
        } else {
          Files.delete(note);
        }
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("what a crash left in {} cannot be removed: {}", folder, e.toString());
    }
  }
}
