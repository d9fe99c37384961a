package io.muster.domain.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keys with dots between the levels, such as {@code log.level}. A dot or a backslash inside a name
 * is written with a backslash before it. Documents are never changed but copied.
 */
public final class Keys {
  private Keys() {}

  /**
   * The names of a key.
   *
   * @throws IllegalArgumentException when one is empty
   */
  public static List<String> path(String key) {
    List<String> path = new ArrayList<>();
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (c == '\\' && i + 1 < key.length()) {
        name.append(key.charAt(++i));
      } else if (c == '.') {
        path.add(name.toString());
        name.setLength(0);
      } else {
        name.append(c);
      }
    }
    path.add(name.toString());
    if (path.contains("")) {
      throw new IllegalArgumentException(
          "the key '" + key + "' has an empty part; write it like log.level");
    }
    return path;
  }

  /** Undoes {@link #path}. */
  public static String text(List<String> path) {
    return String.join(
        ".", path.stream().map(name -> name.replace("\\", "\\\\").replace(".", "\\.")).toList());
  }

  static List<String> below(List<String> path, String name) {
    List<String> longer = new ArrayList<>(path);
    longer.add(name);
    return longer;
  }

  /** What stands there; an explicit null is a present one, see {@link Leaf}. */
  public static Optional<Leaf> get(Map<String, Object> document, List<String> path) {
    Object at = document;
    for (String name : path) {
      if (!(at instanceof Map<?, ?> section) || !section.containsKey(name)) {
        return Optional.empty();
      }
      at = section.get(name);
    }
    return Optional.of(new Leaf(at));
  }

  /**
   * A copy with the value there.
   *
   * @throws IllegalArgumentException when the way leads through a value
   */
  public static Map<String, Object> set(
      Map<String, Object> document, List<String> path, Object value) {
    return set(document, path, 0, value);
  }

  private static Map<String, Object> set(Map<?, ?> section, List<String> path, int at, Object to) {
    Map<String, Object> copy = copy(section);
    String name = path.get(at);
    if (at == path.size() - 1) {
      copy.put(name, to);
      return copy;
    }
    Object inner = copy.get(name);
    if (inner != null && !(inner instanceof Map)) {
      throw new IllegalArgumentException(
          text(path)
              + " cannot be set: "
              + text(path.subList(0, at + 1))
              + " is a value in this document, not a section; unset it first");
    }
    copy.put(name, set(inner == null ? Map.of() : (Map<?, ?>) inner, path, at + 1, to));
    return copy;
  }

  /** A copy without that key, and without sections that it leaves empty. */
  public static Map<String, Object> unset(Map<String, Object> document, List<String> path) {
    return unset(document, path, 0);
  }

  private static Map<String, Object> unset(Map<?, ?> section, List<String> path, int at) {
    Map<String, Object> copy = copy(section);
    String name = path.get(at);
    if (at == path.size() - 1) {
      copy.remove(name);
    } else if (copy.get(name) instanceof Map<?, ?> inner) {
      Map<String, Object> rest = unset(inner, path, at + 1);
      if (rest.isEmpty() && !inner.isEmpty()) {
        copy.remove(name);
      } else {
        copy.put(name, rest);
      }
    }
    return copy;
  }

  private static Map<String, Object> copy(Map<?, ?> section) {
    Map<String, Object> copy = new LinkedHashMap<>();
    section.forEach((key, value) -> copy.put((String) key, value));
    return copy;
  }

  /** Every value that is no section, by its key; an empty section counts as a value. */
  public static Map<String, Leaf> flat(Map<String, Object> document) {
    Map<String, Leaf> leaves = new LinkedHashMap<>();
    flat(document, List.of(), leaves);
    return leaves;
  }

  private static void flat(Map<?, ?> section, List<String> path, Map<String, Leaf> leaves) {
    section.forEach(
        (name, value) -> {
          List<String> here = below(path, (String) name);
          if (value instanceof Map<?, ?> inner && !inner.isEmpty()) {
            flat(inner, here, leaves);
          } else {
            leaves.put(text(here), new Leaf(value));
          }
        });
  }

  /** A value, which may be null. */
  public record Leaf(Object value) {}
}
