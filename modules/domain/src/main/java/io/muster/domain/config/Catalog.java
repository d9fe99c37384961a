package io.muster.domain.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All documents at one moment. Immutable; a change makes a new one.
 *
 * @param number of the last change that is in it
 * @param targets documents of targets, by their number
 * @param nodes documents of nodes, by node
 * @param pins by node
 * @param secrets the version of each secret, by name
 */
public record Catalog(
    long number,
    Map<Long, Document> targets,
    Map<String, List<Document>> nodes,
    Map<String, List<Pin>> pins,
    Map<String, Long> secrets) {
  /** Nothing was read yet. */
  public static final Catalog EMPTY = new Catalog(0, Map.of(), Map.of(), Map.of(), Map.of());

  /**
   * A document as it is.
   *
   * @param layer with a null content when it was deleted
   */
  public record Document(String component, Layer layer) {}

  /**
   * A node that has a certain revision of a document instead of the present one.
   *
   * @param active false when it has so no longer
   */
  public record Pin(String node, boolean active, Document document) {}

  /**
   * This catalog with documents and pins put in, replaced or, when they ended, taken out.
   *
   * @param versions of all secrets
   */
  public Catalog with(
      long upTo, Collection<Document> changed, Collection<Pin> pinned, Map<String, Long> versions) {
    Map<Long, Document> newTargets = new TreeMap<>(targets);
    Map<String, List<Document>> newNodes = new HashMap<>(nodes);
    for (Document document : changed) {
      Layer layer = document.layer();
      if (layer.scope().isNode()) {
        newNodes.compute(layer.scope().text(), (node, list) -> replaced(list, document));
      } else if (layer.content() == null) {
        newTargets.remove(layer.document());
      } else {
        newTargets.put(layer.document(), document);
      }
    }
    Map<String, List<Pin>> newPins = new HashMap<>(pins);
    pinned.forEach(pin -> newPins.compute(pin.node(), (node, list) -> replaced(list, pin)));
    return new Catalog(upTo, newTargets, newNodes, newPins, Map.copyOf(versions));
  }

  private static List<Document> replaced(List<Document> list, Document document) {
    List<Document> copy = new ArrayList<>(Objects.requireNonNullElse(list, List.of()));
    copy.removeIf(old -> old.layer().document() == document.layer().document());
    if (document.layer().content() != null) {
      copy.add(document);
    }
    return copy.isEmpty() ? null : List.copyOf(copy);
  }

  private static List<Pin> replaced(List<Pin> list, Pin pin) {
    List<Pin> copy = new ArrayList<>(Objects.requireNonNullElse(list, List.of()));
    long document = pin.document().layer().document();
    copy.removeIf(old -> old.document().layer().document() == document);
    if (pin.active()) {
      copy.add(pin);
    }
    return copy.isEmpty() ? null : List.copyOf(copy);
  }

  /**
   * What applies to a node, component by component.
   *
   * @param picked the documents of {@link #targets} whose target picks it
   */
  public Map<String, List<Layer>> layers(String node, Collection<Document> picked) {
    Map<String, List<Layer>> layers = new TreeMap<>();
    Set<Long> pinned = new HashSet<>();
    for (Pin pin : pins.getOrDefault(node, List.of())) {
      pinned.add(pin.document().layer().document());
      add(layers, pin.document());
    }
    picked.stream()
        .filter(document -> !pinned.contains(document.layer().document()))
        .forEach(document -> add(layers, document));
    nodes.getOrDefault(node, List.of()).stream()
        .filter(document -> !pinned.contains(document.layer().document()))
        .forEach(document -> add(layers, document));
    return layers;
  }

  private static void add(Map<String, List<Layer>> layers, Document document) {
    layers
        .computeIfAbsent(document.component(), component -> new ArrayList<>())
        .add(document.layer());
  }

  /** Every node that has a document or a pin of its own. */
  public Set<String> named() {
    Set<String> named = new TreeSet<>(nodes.keySet());
    named.addAll(pins.keySet());
    return named;
  }
}
