package io.muster.agent.live;

import io.muster.protocol.agent.v1.RunningConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * What is known of one component.
 *
 * @param floor the latest revision that was ever heard of; older ones are copies
 * @param revision that is run; 0 for none
 * @param document of that revision, a JSON object; empty for none
 * @param secrets values in it that are not to be told
 * @param refused a later revision that cannot be run; 0 for none
 */
record Entry(
    long floor, long revision, String document, List<String> secrets, long refused, String reason) {
  static final Entry NONE = new Entry(0, 0, "", List.of(), 0, "");

  Entry running(long accepted, String text, List<String> values) {
    return new Entry(Math.max(floor, accepted), accepted, text, List.copyOf(values), 0, "");
  }

  Entry refusing(long wanted, String why) {
    return new Entry(Math.max(floor, wanted), revision, document, secrets, wanted, why);
  }

  Entry removed() {
    return new Entry(floor, 0, "", List.of(), 0, "");
  }

  boolean isGone() {
    return revision == 0 && refused == 0;
  }

  RunningConfig message(String component) {
    return RunningConfig.newBuilder()
        .setComponent(component)
        .setRevision(revision)
        .setRefusedRevision(refused)
        .setRefusedReason(reason)
        .build();
  }

  JsonObject json() {
    JsonObject json = new JsonObject().put("floor", floor).put("revision", revision);
    if (!secrets.isEmpty()) {
      json.put("secrets", new JsonArray(new ArrayList<>(secrets)));
    }
    return document.isEmpty() ? json : json.put("document", new JsonObject(document));
  }

  /** A refusal is not kept: after a restart the revision is asked for and looked at again. */
  static Entry of(JsonObject json) {
    JsonObject document = json.getJsonObject("document");
    return new Entry(
        json.getLong("floor"),
        json.getLong("revision"),
        document == null ? "" : document.encode(),
        json.getJsonArray("secrets", new JsonArray()).stream().map(String.class::cast).toList(),
        0,
        "");
  }
}
