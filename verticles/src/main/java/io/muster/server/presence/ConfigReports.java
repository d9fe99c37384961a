package io.muster.server.presence;

import io.muster.protocol.agent.v1.Beat;
import io.muster.protocol.agent.v1.RunningConfig;
import io.muster.store.config.ConfigStates;
import io.muster.store.config.ConfigStates.Report;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What agents say of the configuration that they run. Most heartbeats repeat what the one before
 * said: what this control-plane node wrote last is remembered, and only what differs is written.
 * Nothing in it is trusted: what is too much or too long is cut, and revisions below zero are zero.
 */
final class ConfigReports {
  private static final int KEPT = 200_000;
  private static final int MAX_COMPONENTS = 64;
  private static final int MAX_NAME = 63;
  private static final int MAX_REASON = 2000;

  private final ConfigStates states;
  private final Map<String, Integer> written =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
          return size() > KEPT;
        }
      };

  ConfigReports(ConfigStates states) {
    this.states = states;
  }

  /** Writes what is new; awaits. Called by one loop. */
  void write(Collection<Beat> beats) {
    Map<String, Beat> fresh = new TreeMap<>();
    for (Beat beat : beats) {
      if (!beat.getLeaving()) {
        fresh.put(beat.getNodeId(), beat);
      }
    }
    fresh.values().removeIf(beat -> said(beat).equals(written.get(beat.getNodeId())));
    if (fresh.isEmpty()) {
      return;
    }
    List<Report> reports = new ArrayList<>();
    fresh.values().forEach(beat -> reports.addAll(reports(beat)));
    states.report(fresh.keySet(), reports);
    fresh.values().forEach(beat -> written.put(beat.getNodeId(), said(beat)));
  }

  private static Integer said(Beat beat) {
    return beat.getConfigsList().hashCode() * 31 + beat.getSession().hashCode();
  }

  private static Collection<Report> reports(Beat beat) {
    Map<String, Report> reports = new TreeMap<>();
    for (RunningConfig config : beat.getConfigsList()) {
      String component = config.getComponent();
      boolean odd = component.isEmpty() || component.length() > MAX_NAME;
      if (!odd && component.indexOf('\0') < 0 && reports.size() < MAX_COMPONENTS) {
        reports.put(
            component,
            new Report(
                beat.getNodeId(),
                component,
                Math.max(0, config.getRevision()),
                Math.max(0, config.getRefusedRevision()),
                text(config.getRefusedReason())));
      }
    }
    return reports.values();
  }

  private static String text(String reason) {
    String clean = reason.replace('\0', '?');
    return clean.length() > MAX_REASON ? clean.substring(0, MAX_REASON) : clean;
  }
}
