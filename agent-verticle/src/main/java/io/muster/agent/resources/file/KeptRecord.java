package io.muster.agent.resources.file;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;

/**
 * What a job changed at one path.
 *
 * @param reload the job's reload command, empty for none
 * @param madeFolders folders that the job made for it, the innermost last
 * @param missing why the content before is not kept; empty when it is, or when there was none to
 *     keep
 */
record KeptRecord(
    String jobId,
    Path path,
    long atMs,
    Shape before,
    Shape after,
    String reload,
    List<String> madeFolders,
    String missing) {
  KeptRecord without(String why) {
    return new KeptRecord(jobId, path, atMs, before, after, reload, madeFolders, why);
  }

  String json() {
    return new JsonObject()
        .put("job", jobId)
        .put("path", path.toString())
        .put("at", atMs)
        .put("before", before.json())
        .put("after", after.json())
        .put("reload", reload)
        .put("madeFolders", new JsonArray(madeFolders))
        .put("missing", missing)
        .encodePrettily();
  }

  /** Throws a {@link RuntimeException} for what {@link #json} did not write. */
  static KeptRecord of(String text) {
    JsonObject json = new JsonObject(text);
    return new KeptRecord(
        json.getString("job"),
        Path.of(json.getString("path")),
        json.getLong("at"),
        Shape.of(json.getJsonObject("before")),
        Shape.of(json.getJsonObject("after")),
        json.getString("reload"),
        json.getJsonArray("madeFolders").stream().map(Object::toString).toList(),
        json.getString("missing"));
  }
}
