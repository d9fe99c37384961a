package io.muster.agent.resources.file;

import io.muster.agent.resource.WorkEnded;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/** What the system said, in words that name the path and what to do. */
final class Trouble {
  private Trouble() {}

  /** {@code doing} follows the path: {@code cannot be written}. */
  static WorkEnded with(Path path, String doing, IOException e) {
    return WorkEnded.failed(path + " " + doing + ": " + reason(path, e));
  }

  private static String reason(Path path, IOException e) {
    String said =
        e instanceof FileSystemException f && f.getReason() != null
            ? f.getReason()
            : String.valueOf(e.getMessage());
    String low = said.toLowerCase(Locale.ROOT);
    if (low.contains("no space left")) {
      return "the disk is full; free some space below " + path.getParent();
    }
    if (low.contains("quota exceeded")) {
      return "the disk quota is used up; raise it or free some space below " + path.getParent();
    }
    if (low.contains("read-only file system")) {
      return "it is on a file system that is mounted read-only; mount it writable";
    }
    if (low.contains("resource busy")) {
      return "it is a mount point of its own, as in a container, and cannot be replaced; write it"
          + " where it is mounted from";
    }
    if (low.contains("file name too long")) {
      return "the name is too long for this file system";
    }
    if (low.contains("operation not permitted")) {
      return "the system does not permit it; does the agent run as root, and is the file or its"
          + " folder immutable (lsattr)?";
    }
    if (e instanceof AccessDeniedException || low.contains("permission denied")) {
      return "the agent, running as "
          + System.getProperty("user.name")
          + ", is not allowed to; run it as root or give it the right";
    }
    if (e instanceof NoSuchFileException) {
      return "it, or a folder above it, is not there any more";
    }
    return said;
  }
}
