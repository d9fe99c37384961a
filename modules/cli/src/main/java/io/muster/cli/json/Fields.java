package io.muster.cli.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An object of the API. What proto3 leaves out because it has its default reads as empty, 0 or
 * false.
 */
public record Fields(Map<String, Object> map) {
  public static final Fields EMPTY = new Fields(Map.of());

  /** Wraps a parsed value; anything but an object is empty. */
  @SuppressWarnings("unchecked")
  public static Fields of(Object value) {
    return value instanceof Map<?, ?> map ? new Fields((Map<String, Object>) map) : EMPTY;
  }

  public boolean has(String key) {
    return map.get(key) != null;
  }

  /** Text of a string, number or boolean. */
  public String text(String key) {
    Object value = map.get(key);
    return value == null ? "" : value.toString();
  }

  /** Int64 comes as a string, int32 as a number: both are read. */
  public long number(String key) {
    Object value = map.get(key);
    if (value instanceof Number number) {
      return number.longValue();
    }
    return value instanceof String text ? parse(text) : 0;
  }

  private static long parse(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  public boolean flag(String key) {
    return Boolean.TRUE.equals(map.get(key));
  }

  public Fields object(String key) {
    return of(map.get(key));
  }

  /** The objects of an array. */
  public List<Fields> objects(String key) {
    List<Fields> list = new ArrayList<>();
    if (map.get(key) instanceof List<?> values) {
      values.forEach(value -> list.add(of(value)));
    }
    return list;
  }

  /** The elements of an array as text. */
  public List<String> texts(String key) {
    List<String> list = new ArrayList<>();
    if (map.get(key) instanceof List<?> values) {
      values.forEach(value -> list.add(String.valueOf(value)));
    }
    return list;
  }

  /** A map's entries as {@code k=v}, comma-separated. */
  public String pairs(String key) {
    List<String> list = new ArrayList<>();
    object(key).map().forEach((k, v) -> list.add(k + "=" + v));
    return String.join(",", list);
  }

  /** A copy of the map that may be changed. */
  public Map<String, Object> copy() {
    return new LinkedHashMap<>(map);
  }
}
