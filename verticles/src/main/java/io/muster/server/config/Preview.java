package io.muster.server.config;

import io.muster.domain.config.Catalog;
import io.muster.domain.config.Layer;
import io.muster.domain.config.Merged;
import io.muster.domain.config.Scope;
import io.muster.protocol.v1.KeyChange;
import io.muster.protocol.v1.PlannedChange;
import io.muster.server.config.Settling.Picture;
import io.muster.store.config.Write;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a document would change for nodes, those together for which it is the same. */
final class Preview {
  private final String component;
  private final Layer layer;

  Preview(Catalog catalog, Write write) {
    component = write.component();
    Scope scope = write.scope();
    long document =
        (scope.isNode()
                ? catalog.nodes().getOrDefault(scope.text(), List.of())
                : catalog.targets().values())
            .stream()
                .filter(one -> one.component().equals(component))
                .map(Catalog.Document::layer)
                .filter(one -> one.scope().equals(scope))
                .map(Layer::document)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    Write.Wanted wanted = write.step().apply(Optional.empty());
    layer = new Layer(document, 0, 0, scope, wanted.priority(), wanted.content());
  }

  /** Nodes that share what applies to them share the work. */
  List<PlannedChange> of(Picture picture) {
    Map<String, List<KeyChange>> byStamp = new LinkedHashMap<>();
    Map<List<KeyChange>, PlannedChange.Builder> groups = new LinkedHashMap<>();
    for (String node : picture.layers().keySet()) {
      List<Layer> before = picture.of(node, component);
      List<KeyChange> changes =
          byStamp.computeIfAbsent(Merged.stamp(before), stamp -> changes(before));
      groups
          .computeIfAbsent(changes, key -> PlannedChange.newBuilder().addAllChanges(key))
          .addNodeIds(node);
    }
    return groups.values().stream().map(PlannedChange.Builder::build).toList();
  }

  private List<KeyChange> changes(List<Layer> before) {
    List<Layer> after = new ArrayList<>(before);
    after.removeIf(one -> one.document() == layer.document());
    after.add(layer);
    return ConfigMessages.changes(Merged.of(before).content(), Merged.of(after).content());
  }
}
