package io.muster.store.config;

import io.muster.domain.config.Keys.Leaf;
import io.muster.runtime.Failure;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Documents as JSON texts: keys stay in their order, whole numbers are {@link Long}. */
public final class Contents {
  private Contents() {}

  /** Reads an object; fails with {@code INVALID}, saying what is wrong and where. */
  public static Map<String, Object> read(String json) {
    if (value(json) instanceof Map<?, ?> map) {
      Map<String, Object> document = new LinkedHashMap<>();
      map.forEach((key, value) -> document.put((String) key, value));
      return document;
    }
    throw Failure.invalid(
        "the document is "
            + (json.length() > 40 ? json.substring(0, 40) + "…" : json)
            + " but must be a JSON object");
  }

  /** Reads any value; fails with {@code INVALID}. */
  public static Object value(String json) {
    try {
      return plain(Json.decodeValue(json));
    } catch (DecodeException e) {
      String reason = e.getMessage() == null ? "" : e.getMessage().lines().findFirst().orElse("");
      throw Failure.invalid("not JSON: " + reason.replace("Failed to decode:", "").strip());
    }
  }

  private static Object plain(Object value) {
    return switch (value) {
      case null -> null;
      case JsonObject object -> plain(object.getMap());
      case JsonArray array -> plain(array.getList());
      case Map<?, ?> map -> {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, inner) -> copy.put((String) key, plain(inner)));
        yield copy;
      }
      case List<?> list -> {
        List<Object> copy = new ArrayList<>(list.size());
        list.forEach(inner -> copy.add(plain(inner)));
        yield copy;
      }
      case Integer number -> number.longValue();
      default -> value;
    };
  }

  public static String write(Object value) {
    return Json.encode(value);
  }

  public static String write(Leaf leaf) {
    return Json.encode(leaf.value());
  }
}
