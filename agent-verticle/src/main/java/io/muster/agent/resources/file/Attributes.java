package io.muster.agent.resources.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Owner and permissions to give to a file.
 *
 * @param uid of the file that is replaced, or -1; {@code owners} come over it
 * @param gid likewise
 */
record Attributes(int mode, int uid, int gid, Owners owners) implements Placement.Dress {
  private static final Owners AS_IT_IS = new Owners(null, null);

  /** Those of a file that was there before. */
  static Attributes of(Shape shape) {
    return new Attributes(shape.mode(), shape.uid(), shape.gid(), AS_IT_IS);
  }

  /** What a request wants over what is there. */
  static Attributes wanted(FileRequest request, Seen seen, Owners owners) {
    return new Attributes(
        request.modeOver(seen),
        seen.exists() ? seen.uid() : -1,
        seen.exists() ? seen.gid() : -1,
        owners);
  }

  /** The owner first: changing it takes the set-user-id bit away. */
  @Override
  public void on(Path path) throws IOException {
    Seen is = Seen.at(path);
    if (uid >= 0 && owners.user() == null && is.uid() != uid) {
      Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
    }
    if (gid >= 0 && owners.group() == null && is.gid() != gid) {
      Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
    }
    if (!owners.matches(path)) {
      owners.give(path);
    }
    if (Seen.at(path).mode() != mode) {
      Files.setAttribute(path, "unix:mode", mode, LinkOption.NOFOLLOW_LINKS);
    }
  }

  boolean matches(Path path, Seen seen) throws IOException {
    return seen.mode() == mode && owners.matches(path);
  }

  /** What giving them would change, such as {@code mode 0644 → 0600, owner → app:app}. */
  String words(Path path, Seen seen) throws IOException {
    StringBuilder words = new StringBuilder();
    if (!seen.exists()) {
      words.append("mode ").append(Shape.modeText(mode));
    } else if (seen.mode() != mode) {
      words
          .append("mode ")
          .append(Shape.modeText(seen.mode()))
          .append(" → ")
          .append(Shape.modeText(mode));
    }
    boolean gives = owners.user() != null || owners.group() != null;
    if (gives && !(seen.exists() && owners.matches(path))) {
      words.append(words.isEmpty() ? "" : ", ");
      words.append("owner ").append(seen.exists() ? owner(path) + " → " : "");
      words.append(owners.words());
    }
    return words.toString();
  }

  private static String owner(Path path) throws IOException {
    var is =
        Files.readAttributes(
            path, java.nio.file.attribute.PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return is.owner().getName() + ":" + is.group().getName();
  }
}
