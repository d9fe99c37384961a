package io.muster.agent.resources.file;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A file as far as undoing cares: content, permissions, owner. {@code sha256} is {@link #NONE} and
 * all else zero where there is no file.
 */
record Shape(String sha256, long size, int mode, int uid, int gid) {
  static final String NONE = "none";
  static final Shape ABSENT = new Shape(NONE, 0, 0, 0, 0);

  /** Reads what is at a path, which is a regular file or nothing. */
  static Shape of(Path path, Seen seen) throws IOException {
    return seen.exists()
        ? new Shape(Hashing.of(path), seen.size(), seen.mode(), seen.uid(), seen.gid())
        : ABSENT;
  }

  boolean exists() {
    return !sha256.equals(NONE);
  }

  boolean sameContent(Shape other) {
    return sha256.equals(other.sha256);
  }

  /** The mode as people write it. */
  String modeText() {
    return modeText(mode);
  }

  static String modeText(int mode) {
    return String.format(java.util.Locale.ROOT, "%04o", mode);
  }

  JsonObject json() {
    return new JsonObject()
        .put("sha256", sha256)
        .put("size", size)
        .put("mode", modeText())
        .put("uid", uid)
        .put("gid", gid);
  }

  static Shape of(JsonObject json) {
    return new Shape(
        json.getString("sha256"),
        json.getLong("size"),
        Integer.parseInt(json.getString("mode"), 8),
        json.getInteger("uid"),
        json.getInteger("gid"));
  }
}
