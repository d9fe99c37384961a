package io.muster.server.config;

import io.muster.domain.config.Layer;
import io.muster.domain.config.Merged;
import io.muster.domain.config.SecretReferences;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a node's configuration is made of: revisions of documents and, when they refer to secrets,
 * {@code ;} and the newest version of those. Not for many threads.
 */
final class Stamps {
  private final Map<String, Long> versions;
  private final Map<Long, Set<String>> names = new HashMap<>();

  /** {@code versions} of all secrets, by name. */
  Stamps(Map<String, Long> versions) {
    this.versions = versions;
  }

  String of(List<Layer> layers) {
    long newest = -1;
    for (Layer layer : layers) {
      for (String name : names(layer)) {
        newest = Math.max(newest, versions.getOrDefault(name, 0L));
      }
    }
    String documents = Merged.stamp(layers);
    return newest < 0 ? documents : documents + ";" + newest;
  }

  private Set<String> names(Layer layer) {
    return names.computeIfAbsent(
        layer.revision(), revision -> SecretReferences.names(layer.content()));
  }

  /** The part that is about documents. */
  static String documents(String stamp) {
    int end = stamp.indexOf(';');
    return end < 0 ? stamp : stamp.substring(0, end);
  }
}
