package io.muster.domain.rollout;

import io.muster.domain.selector.Share;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Divides nodes into batches.
 *
 * @param sizes of the batches, shares of all nodes; the last one repeats until every node is in one
 * @param first of canary and blue-green: how many nodes go first, when {@code firstSet} is empty
 */
public record Batches(Strategy strategy, List<Share> sizes, Share first) {
  /** Copies the sizes. */
  public Batches {
    sizes = List.copyOf(sizes);
  }

  /**
   * Reads sizes such as {@code 10}, {@code 25%} or {@code 1,5,10%,100%}; none for empty text.
   *
   * @throws IllegalArgumentException naming the part that is not a size
   */
  public static List<Share> sizes(String text) {
    return text.isBlank() ? List.of() : Arrays.stream(text.split(",")).map(Share::parse).toList();
  }

  /**
   * The batches, in order; none is empty.
   *
   * @param firstSet of canary and blue-green: those that go first; empty to take {@code first}
   */
  public List<List<String>> of(List<String> nodes, Set<String> firstSet) {
    if (nodes.isEmpty()) {
      return List.of();
    }
    return switch (strategy) {
      case ALL_AT_ONCE -> List.of(List.copyOf(nodes));
      case ROLLING -> divide(nodes, nodes.size());
      case CANARY, BLUE_GREEN -> withFirst(nodes, firstSet);
    };
  }

  private List<List<String>> withFirst(List<String> nodes, Set<String> firstSet) {
    List<String> head =
        firstSet.isEmpty()
            ? nodes.subList(0, first.of(nodes.size()))
            : nodes.stream().filter(firstSet::contains).toList();
    Set<String> taken = Set.copyOf(head);
    List<String> rest = nodes.stream().filter(node -> !taken.contains(node)).toList();
    List<List<String>> batches = new ArrayList<>();
    if (!head.isEmpty()) {
      batches.add(List.copyOf(head));
    }
    batches.addAll(divide(rest, nodes.size()));
    return batches;
  }

  private List<List<String>> divide(List<String> nodes, int total) {
    List<List<String>> batches = new ArrayList<>();
    int from = 0;
    while (from < nodes.size()) {
      int size =
          sizes.isEmpty() ? total : sizes.get(Math.min(batches.size(), sizes.size() - 1)).of(total);
      int to = Math.min(nodes.size(), from + size);
      batches.add(List.copyOf(nodes.subList(from, to)));
      from = to;
    }
    return batches;
  }
}
