package io.muster.agent.resources.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;

/**
 * A place in the file system as it was at one moment. {@code mode}, {@code uid} and {@code gid} are
 * the system's numbers; everything is zero where nothing is.
 */
record Seen(
    Kind kind, int mode, int uid, int gid, long size, long inode, FileTime changed, int links) {
  private static final int TYPE = 0170000;
  private static final int PERMISSIONS = 07777;

  /** What is there. */
  enum Kind {
    NOTHING("nothing"),
    FILE("a file"),
    LINK("a symbolic link"),
    FOLDER("a folder"),
    DEVICE("a device"),
    PIPE("a named pipe"),
    SOCKET("a socket");

    final String words;

    Kind(String words) {
      this.words = words;
    }

    private static Kind of(int mode) {
      return switch (mode & TYPE) {
        case 0100000 -> FILE;
        case 0120000 -> LINK;
        case 0040000 -> FOLDER;
        case 0010000 -> PIPE;
        case 0140000 -> SOCKET;
        default -> DEVICE;
      };
    }
  }

  static Seen at(Path path) throws IOException {
    try {
      Map<String, Object> is =
          Files.readAttributes(
              path, "unix:mode,uid,gid,ino,nlink,size,ctime", LinkOption.NOFOLLOW_LINKS);
      int mode = (Integer) is.get("mode");
      return new Seen(
          Kind.of(mode),
          mode & PERMISSIONS,
          (Integer) is.get("uid"),
          (Integer) is.get("gid"),
          (Long) is.get("size"),
          (Long) is.get("ino"),
          (FileTime) is.get("ctime"),
          (Integer) is.get("nlink"));
    } catch (NoSuchFileException e) {
      return new Seen(Kind.NOTHING, 0, 0, 0, 0, 0, FileTime.fromMillis(0), 0);
    }
  }

  boolean exists() {
    return kind != Kind.NOTHING;
  }

  boolean isFile() {
    return kind == Kind.FILE;
  }

  String words() {
    return kind.words;
  }
}
