package io.muster.server.presence;

import io.muster.protocol.agent.v1.Beat;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Heartbeats that wait to be written: the last of each node, with the profile that an earlier one
 * of it brought. Bounded; while PostgreSQL is away the fleet's last words are kept, and of more
 * nodes than fit the newest are dropped, who beat again. Filled by the link's thread, emptied by
 * the verticle.
 */
final class Gathering {
  private final int capacity;
  private final Map<String, Beat> waiting = new LinkedHashMap<>();

  Gathering(int capacity) {
    this.capacity = capacity;
  }

  /** Returns false when it had to be dropped. */
  synchronized boolean add(Beat beat) {
    Beat before = waiting.get(beat.getNodeId());
    if (before == null && waiting.size() >= capacity) {
      return false;
    }
    waiting.put(beat.getNodeId(), before == null ? beat : merged(before, beat));
    return true;
  }

  /** Puts back what could not be written, under what has come since. */
  synchronized void putBack(List<Beat> beats) {
    for (Beat old : beats) {
      Beat since = waiting.get(old.getNodeId());
      if (since != null) {
        waiting.put(old.getNodeId(), merged(old, since));
      } else if (waiting.size() < capacity) {
        waiting.put(old.getNodeId(), old);
      }
    }
  }

  private static Beat merged(Beat old, Beat fresh) {
    boolean keepProfile =
        !fresh.hasProfile()
            && old.hasProfile()
            && old.getProfileHash().equals(fresh.getProfileHash());
    return keepProfile ? fresh.toBuilder().setProfile(old.getProfile()).build() : fresh;
  }

  synchronized List<Beat> take(int max) {
    List<Beat> taken = new ArrayList<>(Math.min(max, waiting.size()));
    Iterator<Beat> beats = waiting.values().iterator();
    while (taken.size() < max && beats.hasNext()) {
      taken.add(beats.next());
      beats.remove();
    }
    return taken;
  }

  synchronized int size() {
    return waiting.size();
  }
}
