package io.muster.domain.config;

import java.util.Comparator;
import java.util.Map;

/**
 * A document that applies to a node.
 *
 * @param document which one; older ones have smaller numbers
 * @param revision of its content; 0 for none
 * @param pinned the number under which the node was given this very revision; 0 when it has the
 *     document's present one
 * @param content null when this revision is the end of the document
 */
public record Layer(
    long document,
    long revision,
    long pinned,
    Scope scope,
    int priority,
    Map<String, Object> content) {
  private static final Comparator<Layer> ORDER =
      Comparator.comparing((Layer layer) -> layer.scope.isNode())
          .thenComparing(Layer::priority)
          .thenComparing(layer -> layer.scope.kind())
          .thenComparing(Layer::document);

  /**
   * The order in which documents are merged: by priority, then {@code all} before expressions
   * before lists of ids, then the older first; the node's own document last.
   */
  public static Comparator<Layer> order() {
    return ORDER;
  }

  /** {@code 17}, or {@code 17@21} when pinned. */
  public String stamp() {
    return pinned == 0 ? Long.toString(revision) : revision + "@" + pinned;
  }
}
