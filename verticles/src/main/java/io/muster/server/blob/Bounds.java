package io.muster.server.blob;

import java.util.HashMap;
import java.util.Map;

/** How many bytes are under way, together and to each agent. */
final class Bounds {
  private final long total;
  private final long perNode;
  private final Map<String, Long> nodes = new HashMap<>();
  private long taken;

  Bounds(long total, long perNode) {
    this.total = total;
    this.perNode = perNode;
  }

  /** Takes so many bytes, or none and returns false. */
  synchronized boolean take(String node, long bytes) {
    long mine = nodes.getOrDefault(node, 0L) + bytes;
    if (taken + bytes > total || mine > perNode) {
      return false;
    }
    taken += bytes;
    nodes.put(node, mine);
    return true;
  }

  synchronized void give(String node, long bytes) {
    taken -= bytes;
    nodes.computeIfPresent(node, (id, mine) -> mine <= bytes ? null : mine - bytes);
  }

  synchronized long taken() {
    return taken;
  }
}
