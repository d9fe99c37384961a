package io.muster.domain.selector;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * All nodes at one moment, ordered by id. Immutable: a change makes a new fleet that shares every
 * unchanged node (for 100,000 nodes one copied array of 400 KB).
 */
public final class Fleet {
  private static final Comparator<NodeView> BY_ID = Comparator.comparing(NodeView::id);
  private static final Fleet EMPTY = new Fleet(new NodeView[0]);

  private final NodeView[] nodes;

  private Fleet(NodeView[] sorted) {
    this.nodes = sorted;
  }

  public static Fleet empty() {
    return EMPTY;
  }

  /** A fleet of these nodes; of two with one id the later counts. */
  public static Fleet of(Collection<NodeView> nodes) {
    return EMPTY.with(nodes, Set.of());
  }

  /**
   * This fleet with some nodes put in or replaced, and others taken out; what is in both is taken
   * out.
   */
  public Fleet with(Collection<NodeView> changed, Collection<String> removed) {
    if (changed.isEmpty() && removed.isEmpty()) {
      return this;
    }
    TreeMap<String, Optional<NodeView>> edits = new TreeMap<>();
    changed.forEach(node -> edits.put(node.id(), Optional.of(node)));
    removed.forEach(id -> edits.put(id, Optional.empty()));
    NodeView[] merged = new NodeView[nodes.length + edits.size()];
    int read = 0;
    int written = 0;
    for (Map.Entry<String, Optional<NodeView>> edit : edits.entrySet()) {
      int found = Arrays.binarySearch(nodes, read, nodes.length, edit.getKey(), Fleet::compareIds);
      int upTo = found < 0 ? -found - 1 : found;
      System.arraycopy(nodes, read, merged, written, upTo - read);
      written += upTo - read;
      read = found < 0 ? upTo : upTo + 1;
      if (edit.getValue().isPresent()) {
        merged[written++] = edit.getValue().get();
      }
    }
    System.arraycopy(nodes, read, merged, written, nodes.length - read);
    return new Fleet(Arrays.copyOf(merged, written + nodes.length - read));
  }

  /** The node with that id. */
  public Optional<NodeView> find(String id) {
    int at = Arrays.binarySearch(nodes, id, Fleet::compareIds);
    return at < 0 ? Optional.empty() : Optional.of(nodes[at]);
  }

  private static int compareIds(Object a, Object b) {
    return idOf(a).compareTo(idOf(b));
  }

  private static String idOf(Object nodeOrId) {
    return nodeOrId instanceof NodeView node ? node.id() : (String) nodeOrId;
  }

  public int size() {
    return nodes.length;
  }

  /** Every node, ordered by id. */
  public List<NodeView> all() {
    return List.of(nodes);
  }

  NodeView at(int index) {
    return nodes[index];
  }

  /** Orders nodes as every list of them is ordered. */
  public static Comparator<NodeView> order() {
    return BY_ID;
  }
}
