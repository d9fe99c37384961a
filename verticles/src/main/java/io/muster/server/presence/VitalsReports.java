package io.muster.server.presence;

import io.muster.protocol.agent.v1.Beat;
import io.muster.server.messages.VitalsMessages;
import io.muster.store.node.VitalsLedger;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps one sample of each node for each place of its ring, of what its heartbeats bring. The
 * places of different nodes begin at different times, so that a fleet is not written all at once.
 */
final class VitalsReports {
  private static final int KEPT = 200_000;

  private final VitalsLedger ledger;
  private final Clock clock;
  private final Map<String, Long> written =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > KEPT;
        }
      };

  VitalsReports(VitalsLedger ledger, Clock clock) {
    this.ledger = ledger;
    this.clock = clock;
  }

  /** Writes what is due; awaits. Called by one loop. */
  void write(Collection<Beat> beats) {
    Instant now = clock.instant();
    List<VitalsLedger.Sample> due = new ArrayList<>();
    for (Beat beat : beats) {
      if (beat.hasVitals() && !beat.getLeaving()) {
        Long place = ledger.place(beat.getNodeId(), now);
        if (!place.equals(written.put(beat.getNodeId(), place))) {
          due.add(VitalsMessages.sample(beat.getNodeId(), beat.getVitals(), now));
        }
      }
    }
    if (!due.isEmpty()) {
      ledger.write(due);
    }
  }
}
