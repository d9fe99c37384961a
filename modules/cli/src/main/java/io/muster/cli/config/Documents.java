package io.muster.cli.config;

import io.muster.cli.CliException;
import io.muster.cli.Exit;
import io.muster.cli.json.Fields;
import io.muster.cli.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Documents as they come from the API, where they are JSON inside of JSON. */
final class Documents {
  private Documents() {}

  /** The same with {@code document} as an object in the place of {@code documentJson}. */
  static Map<String, Object> readable(Fields answer) {
    Map<String, Object> map = new LinkedHashMap<>();
    answer.map().forEach((key, value) -> put(map, key, value));
    return map;
  }

  private static void put(Map<String, Object> map, String key, Object value) {
    if (key.endsWith("Json") && value instanceof String text) {
      map.put(key.substring(0, key.length() - 4), text.isEmpty() ? null : value(text));
    } else if (value instanceof Map<?, ?>) {
      map.put(key, readable(Fields.of(value)));
    } else if (value instanceof List<?> list) {
      map.put(key, list.stream().map(Documents::item).toList());
    } else {
      map.put(key, value);
    }
  }

  private static Object item(Object value) {
    return value instanceof Map<?, ?> ? readable(Fields.of(value)) : value;
  }

  static Object value(String json) {
    try {
      return Json.parse(json.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new CliException(
          Exit.FAILED, "the control plane answered with what is not JSON: " + json);
    }
  }

  static String json(Object value) {
    return new String(Json.bytes(value), StandardCharsets.UTF_8);
  }

  /** A value for people: a text without its quotes. */
  static String shown(String json) {
    return json.isEmpty() ? "" : value(json) instanceof String text ? text : json;
  }

  /** One line for each key that differs. */
  static void printChanges(Fields answer) {
    for (Fields change : answer.objects("changes")) {
      String before = change.text("beforeJson");
      String after = change.text("afterJson");
      if (!before.isEmpty()) {
        System.out.println("- " + change.text("key") + ": " + before);
      }
      if (!after.isEmpty()) {
        System.out.println("+ " + change.text("key") + ": " + after);
      }
    }
  }
}
