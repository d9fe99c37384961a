package io.muster.domain.config;

import io.muster.domain.config.Keys.Leaf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A key in which two documents differ.
 *
 * @param key with dots
 * @param before empty when it is new
 * @param after empty when it is gone
 */
public record Difference(String key, Optional<Leaf> before, Optional<Leaf> after) {
  /** What differs, ordered by key. */
  public static List<Difference> between(Map<String, Object> before, Map<String, Object> after) {
    Map<String, Leaf> old = Keys.flat(before);
    Map<String, Leaf> fresh = Keys.flat(after);
    TreeSet<String> keys = new TreeSet<>(old.keySet());
    keys.addAll(fresh.keySet());
    List<Difference> differences = new ArrayList<>();
    for (String key : keys) {
      Optional<Leaf> was = Optional.ofNullable(old.get(key));
      Optional<Leaf> is = Optional.ofNullable(fresh.get(key));
      if (!was.equals(is)) {
        differences.add(new Difference(key, was, is));
      }
    }
    return differences;
  }
}
