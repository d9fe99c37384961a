package io.muster.agent.resources.file;

import io.muster.trust.SecretFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reload commands that are still to run for a file that is in its place. The note is written before
 * the rename and removed once the command has succeeded, so that a crash in between cannot make
 * "unchanged" mean "never loaded".
 */
final class Owed {
  private final Path folder;

  Owed(Path folder) {
    this.folder = folder;
  }

  private Path note(Path target) {
    return folder.resolve(
        Hashing.of(target.toString().getBytes(StandardCharsets.UTF_8)).substring(0, 32));
  }

  void add(Path target, String sha256) throws IOException {
    SecretFiles.folder(folder);
    SecretFiles.write(note(target), sha256);
  }

  void settle(Path target) throws IOException {
    Files.deleteIfExists(note(target));
  }

  /** Whether a reload is owed for this content; {@code none} stands for no file. */
  boolean is(Path target, String sha256) throws IOException {
    try {
      return Files.readString(note(target)).equals(sha256);
    } catch (NoSuchFileException e) {
      return false;
    }
  }
}
