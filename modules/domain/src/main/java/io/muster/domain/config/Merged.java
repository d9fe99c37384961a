package io.muster.domain.config;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What comes of documents that lie over one another. Sections are merged key by key; everything
 * else, lists too, is replaced. A null removes the key.
 *
 * @param content without a null
 * @param origins for each key with dots, the revision that says it
 */
public record Merged(Map<String, Object> content, Map<String, Long> origins) {
  /** A value that is no section, and who says it. */
  private record Leaf(Object value, long revision) {}

  /** Merges layers, which need not be in order. */
  public static Merged of(Collection<Layer> layers) {
    Map<String, Object> tree = new LinkedHashMap<>();
    sorted(layers).stream()
        .filter(layer -> layer.content() != null)
        .forEach(layer -> lay(tree, layer.content(), layer.revision()));
    Map<String, Long> origins = new LinkedHashMap<>();
    return new Merged(read(tree, List.of(), origins), origins);
  }

  /** Layers in the order in which they are merged. */
  public static List<Layer> sorted(Collection<Layer> layers) {
    return layers.stream().sorted(Layer.order()).toList();
  }

  /** Which revisions of which documents it is made of: equal stamps, equal content. */
  public static String stamp(Collection<Layer> layers) {
    return sorted(layers).stream().map(Layer::stamp).collect(Collectors.joining(","));
  }

  private static void lay(Map<String, Object> tree, Map<?, ?> content, long revision) {
    content.forEach(
        (name, value) -> {
          String key = (String) name;
          switch (value) {
            case null -> tree.remove(key);
            case Map<?, ?> section -> lay(section(tree, key), section, revision);
            default -> tree.put(key, new Leaf(value, revision));
          }
        });
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> section(Map<String, Object> tree, String key) {
    if (tree.get(key) instanceof Map<?, ?> section) {
      return (Map<String, Object>) section;
    }
    Map<String, Object> made = new LinkedHashMap<>();
    tree.put(key, made);
    return made;
  }

  private static Map<String, Object> read(
      Map<?, ?> tree, List<String> path, Map<String, Long> origins) {
    Map<String, Object> plain = new LinkedHashMap<>();
    tree.forEach(
        (name, value) -> {
          String key = (String) name;
          List<String> here = Keys.below(path, key);
          if (value instanceof Leaf leaf) {
            plain.put(key, leaf.value());
            origins.put(Keys.text(here), leaf.revision());
          } else {
            plain.put(key, read((Map<?, ?>) value, here, origins));
          }
        });
    return plain;
  }
}
