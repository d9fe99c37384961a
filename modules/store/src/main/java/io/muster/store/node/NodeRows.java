package io.muster.store.node;

import io.muster.domain.node.Overlay;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads rows of {@code node}. */
final class NodeRows {
  /** What {@link #overlay} needs. */
  static final String OVERLAY =
      "n.profile_labels, n.profile_groups, n.labels_set, n.labels_unset, n.groups_added,"
          + " n.groups_removed";

  private NodeRows() {}

  static Overlay overlay(Row row) {
    return new Overlay(
        strings(row.getJsonObject("profile_labels")),
        List.of(row.getArrayOfStrings("profile_groups")),
        strings(row.getJsonObject("labels_set")),
        List.of(row.getArrayOfStrings("labels_unset")),
        List.of(row.getArrayOfStrings("groups_added")),
        List.of(row.getArrayOfStrings("groups_removed")));
  }

  static NodeRecord record(Row row, boolean facts) {
    Overlay overlay = overlay(row);
    return new NodeRecord(
        row.getString("id"),
        row.getString("name"),
        overlay.labels(),
        overlay.groups(),
        row.getString("status"),
        row.getBoolean("cordoned"),
        row.getString("cordon_reason"),
        row.getString("agent_version"),
        row.getOffsetDateTime("enrolled_at").toInstant(),
        Optional.ofNullable(row.getOffsetDateTime("last_seen")).map(OffsetDateTime::toInstant),
        facts ? Optional.of(row.getJsonObject("facts").encode()) : Optional.empty());
  }

  static Map<String, String> strings(JsonObject json) {
    Map<String, String> map = new HashMap<>();
    json.forEach(entry -> map.put(entry.getKey(), String.valueOf(entry.getValue())));
    return map;
  }

  /** The facts as expressions see them, sharing the texts that many nodes have in common. */
  static Map<String, Object> facts(JsonObject json, Texts texts) {
    Map<String, Object> facts = new HashMap<>();
    json.getMap()
        .forEach(
            (key, value) -> {
              if (value != null) {
                facts.put(texts.shared(key), fact(value, texts));
              }
            });
    return Map.copyOf(facts);
  }

  private static Object fact(Object value, Texts texts) {
    return switch (value) {
      case Map<?, ?> map -> facts(new JsonObject(keyed(map)), texts);
      case JsonObject object -> facts(object, texts);
      case List<?> list -> facts(list, texts);
      case JsonArray array -> facts(array.getList(), texts);
      case String text -> texts.shared(text);
      case Boolean flag -> flag;
      case Integer number -> number.longValue();
      case Long number -> number;
      case Number number -> number.doubleValue();
      default -> texts.shared(value.toString());
    };
  }

  private static List<Object> facts(List<?> values, Texts texts) {
    return values.stream().filter(value -> value != null).map(value -> fact(value, texts)).toList();
  }

  private static Map<String, Object> keyed(Map<?, ?> map) {
    Map<String, Object> keyed = new HashMap<>();
    map.forEach((key, value) -> keyed.put(String.valueOf(key), value));
    return keyed;
  }
}
