package io.muster.server.blob;

import io.muster.store.file.FileLedger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Whether a task of a node may have some content: PostgreSQL's answer, believed for a short while,
 * since a file is asked for in hundreds of windows.
 */
final class Decisions {
  private static final int MAX = 20_000;

  private record Key(String node, String task, String sha256) {}

  private final FileLedger ledger;
  private final Duration ttl;
  private final Clock clock;
  private final Map<Key, Instant> allowed =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Instant> eldest) {
          return size() > MAX;
        }
      };

  Decisions(FileLedger ledger, Duration ttl, Clock clock) {
    this.ledger = ledger;
    this.ttl = ttl;
    this.clock = clock;
  }

  /** Awaits. A task id is {@code <job id>-<ordinal>}; anything else may have nothing. */
  boolean allows(String node, String task, String sha256) {
    Key key = new Key(node, task, sha256);
    Instant until = allowed.get(key);
    if (until != null && until.isAfter(clock.instant())) {
      return true;
    }
    Instant asked = clock.instant();
    boolean wanted = ask(node, task, sha256);
    if (wanted) {
      allowed.put(key, asked.plus(ttl));
    } else {
      allowed.remove(key);
    }
    return wanted;
  }

  private boolean ask(String node, String task, String sha256) {
    int dash = task.lastIndexOf('-');
    String ordinal = task.substring(dash + 1);
    return dash > 0
        && ordinal.matches("\\d{1,9}")
        && ledger.wanted(node, task.substring(0, dash), Integer.parseInt(ordinal), sha256);
  }
}
