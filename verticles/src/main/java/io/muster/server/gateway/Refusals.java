package io.muster.server.gateway;

import io.muster.protocol.FailureCode;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts refusals that anybody can cause, so that a stranger cannot fill the audit trail: the first
 * of a kind in a minute is written as it is, the others are counted and written as one row when the
 * minute is over. Shared by the instances of a gateway; a node that is killed loses the counts of
 * its last minute, not the first ones.
 */
final class Refusals {
  /** What is counted together. */
  record Kind(String address, String caller, String event, String method, FailureCode code) {}

  /** So many refusals of a kind came after the first one. */
  record Counted(Kind kind, int count) {}

  static final int MAX_KINDS = 1000;
  private static final long WINDOW_MS = 60_000;

  private static final class Window {
    final long minute;
    int more;

    Window(long minute) {
      this.minute = minute;
    }
  }

  private final InstantSource clock;
  private final Map<Kind, Window> open = new HashMap<>();
  private List<Counted> over = new ArrayList<>();

  Refusals(InstantSource clock) {
    this.clock = clock;
  }

  /** True for one that is to be written now; another one is counted. */
  synchronized boolean first(Kind kind) {
    long minute = clock.millis() / WINDOW_MS;
    closeBefore(minute);
    Kind counted =
        open.containsKey(kind) || open.size() < MAX_KINDS
            ? kind
            : new Kind("", "", kind.event, kind.method, kind.code);
    Window window = open.get(counted);
    if (window == null) {
      open.put(counted, new Window(minute));
      return true;
    }
    window.more++;
    return false;
  }

  /** What was counted in minutes that are over. */
  synchronized List<Counted> over() {
    closeBefore(clock.millis() / WINDOW_MS);
    List<Counted> taken = over;
    over = new ArrayList<>();
    return taken;
  }

  private void closeBefore(long minute) {
    open.entrySet()
        .removeIf(
            entry -> {
              boolean ended = entry.getValue().minute < minute;
              if (ended && entry.getValue().more > 0) {
                over.add(new Counted(entry.getKey(), entry.getValue().more));
              }
              return ended;
            });
  }
}
