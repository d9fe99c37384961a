package io.muster.server.config;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Nodes that have changed since they were last looked at, as the bell tells; and now and then all
 * of them, since a bell may be lost. Filled by the bell, emptied by the loop.
 */
final class Dirt {
  private static final int MANY = 5000;

  /**
   * What to look at.
   *
   * @param nodes null for all
   */
  record Work(Collection<String> nodes) {}

  private final long sweepNanos;
  private final Set<String> nodes = new HashSet<>();
  private boolean all = true;
  private long epoch;
  private long sweptAt = System.nanoTime();

  Dirt(Duration sweep) {
    this.sweepNanos = sweep.toNanos();
  }

  /**
   * Takes in what the bell says.
   *
   * @param node empty for many
   */
  synchronized void add(String node) {
    if (node == null || node.isEmpty() || nodes.size() >= MANY) {
      all = true;
    } else {
      nodes.add(node);
    }
  }

  /**
   * What to look at now.
   *
   * @param lease its epoch; empty when another control-plane node has it, which hears the bell too
   */
  synchronized Optional<Work> take(OptionalLong lease) {
    if (lease.isEmpty()) {
      nodes.clear();
      all = true;
      return Optional.empty();
    }
    boolean due = System.nanoTime() - sweptAt >= sweepNanos;
    if (lease.getAsLong() != epoch || due || all) {
      epoch = lease.getAsLong();
      sweptAt = System.nanoTime();
      all = false;
      nodes.clear();
      return Optional.of(new Work(null));
    }
    if (nodes.isEmpty()) {
      return Optional.empty();
    }
    Work work = new Work(List.copyOf(nodes));
    nodes.clear();
    return Optional.of(work);
  }

  /** That was not done after all. */
  synchronized void putBack(Work work) {
    if (work.nodes() == null) {
      all = true;
    } else {
      nodes.addAll(work.nodes());
    }
  }
}
