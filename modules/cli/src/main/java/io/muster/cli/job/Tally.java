package io.muster.cli.job;

import io.muster.cli.Exit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** How many tasks are in each state. */
record Tally(Map<String, Long> states, long total) {
  private static final Set<String> UNCLEAR = Set.of("unknown", "timed_out", "expired");
  private static final String[] ORDER = {
    "succeeded",
    "failed",
    "timed_out",
    "cancelled",
    "expired",
    "unknown",
    "running",
    "accepted",
    "dispatched",
    "pending"
  };

  /** Nodes that no event named yet count as pending. */
  static Tally of(Collection<NodeRun> runs, long total) {
    Map<String, Long> counts =
        runs.stream().collect(Collectors.groupingBy(r -> r.state, Collectors.counting()));
    long all = Math.max(total, runs.size());
    if (all > runs.size()) {
      counts.merge("pending", all - runs.size(), Long::sum);
    }
    Map<String, Long> ordered = new LinkedHashMap<>();
    for (String state : ORDER) {
      if (counts.containsKey(state)) {
        ordered.put(state, counts.get(state));
      }
    }
    return new Tally(ordered, all);
  }

  long count(String state) {
    return states.getOrDefault(state, 0L);
  }

  boolean ended(String state) {
    return !Set.of("running", "accepted", "dispatched", "pending").contains(state);
  }

  long done() {
    return states.entrySet().stream()
        .filter(e -> ended(e.getKey()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** {@code 3 succeeded, 1 timed out}. */
  String words() {
    return states.entrySet().stream()
        .map(e -> e.getValue() + " " + e.getKey().replace('_', ' '))
        .collect(Collectors.joining(", "));
  }

  /** Unclear outcomes weigh more than failures: a script must not take them for an answer. */
  int exitCode() {
    if (total == 0) {
      return Exit.NO_NODE;
    }
    if (done() < total || UNCLEAR.stream().anyMatch(states::containsKey)) {
      return Exit.UNKNOWN;
    }
    return count("succeeded") == total ? Exit.OK : Exit.FAILED;
  }
}
