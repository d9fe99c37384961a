package io.muster.agent.resources.file;

import io.muster.agent.resource.WorkEnded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a file goes: its path, or what a link there leads to.
 *
 * @param missing folders above it that are to be made, the outermost first
 */
record Target(Path path, Seen seen, List<Path> missing) {
  /** Throws {@link WorkEnded} where no file can be put. */
  static Target of(FileRequest request) {
    Path path = request.path();
    try {
      Seen seen = Seen.at(path);
      if (seen.kind() == Seen.Kind.LINK) {
        path = followed(path, request.file().getFollowSymlink());
        seen = Seen.at(path);
      }
      if (seen.exists() && !seen.isFile()) {
        throw WorkEnded.failed(
            path
                + " is "
                + seen.words()
                + " and no regular file; remove it or choose another path");
      }
      return new Target(path, seen, missing(path, request.file().getMakeParents()));
    } catch (IOException e) {
      throw Trouble.with(path, "cannot be looked at", e);
    }
  }

  private static Path followed(Path link, boolean allowed) throws IOException {
    String to = Files.readSymbolicLink(link).toString();
    if (!allowed) {
      throw WorkEnded.failed(
          link
              + " is a symbolic link to "
              + to
              + "; name that path, or allow following links (followSymlink)");
    }
    try {
      return link.toRealPath();
    } catch (NoSuchFileException e) {
      throw WorkEnded.failed(
          link
              + " is a symbolic link to "
              + to
              + ", which does not exist; make it or remove the"
              + " link");
    }
  }

  private static List<Path> missing(Path path, boolean make) {
    List<Path> missing = new ArrayList<>();
    for (Path at = path.getParent(); !Files.isDirectory(at); at = at.getParent()) {
      if (Files.exists(at) || Files.isSymbolicLink(at)) {
        throw WorkEnded.failed(path + " cannot be made: " + at + " is no folder");
      }
      missing.addFirst(at);
    }
    if (!make && !missing.isEmpty()) {
      throw WorkEnded.failed(
          path
              + " cannot be made: the folder "
              + missing.getLast()
              + " does not exist; make it, or allow making it (makeParents)");
    }
    return missing;
  }

  /** Makes the folders above it, with mode 0755. */
  void makeFolders() {
    for (Path folder : missing) {
      try {
        Files.createDirectory(folder);
        Files.setAttribute(folder, "unix:mode", 0755);
        Durable.sync(folder.getParent());
      } catch (java.nio.file.FileAlreadyExistsException e) {
        // Somebody else made it in the meantime.
      } catch (IOException e) {
        removeFolders(missing);
        throw Trouble.with(folder, "cannot be made", e);
      }
    }
  }

  /** Removes those folders that are empty, the innermost first. */
  static void removeFolders(List<Path> folders) {
    for (Path folder : folders.reversed()) {
      try {
        Files.deleteIfExists(folder);
      } catch (IOException e) {
        return; // In use by others now: it stays.
      }
    }
  }
}
