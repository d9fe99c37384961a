package io.muster.server.config;

import io.muster.domain.config.Layer;
import io.muster.domain.config.Merged;
import io.muster.store.config.Contents;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Merged documents as JSON. Nodes to which the same revisions apply share one. */
final class Effective {
  private static final int KEPT = 1000;

  private final Map<String, String> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > KEPT;
        }
      };

  synchronized String json(List<Layer> layers) {
    return known.computeIfAbsent(
        Merged.stamp(layers), stamp -> Contents.write(Merged.of(layers).content()));
  }
}
