package io.muster.server.watch;

import io.muster.runtime.Signal;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Who waits for news of which job, on this control-plane node. */
final class Watchers {
  private final Map<String, Set<Signal>> byJob = new ConcurrentHashMap<>();

  void add(String jobId, Signal signal) {
    byJob.compute(
        jobId,
        (id, signals) -> {
          Set<Signal> set = signals == null ? ConcurrentHashMap.newKeySet() : signals;
          set.add(signal);
          return set;
        });
  }

  void remove(String jobId, Signal signal) {
    byJob.computeIfPresent(
        jobId,
        (id, signals) -> {
          signals.remove(signal);
          return signals.isEmpty() ? null : signals;
        });
  }

  void ring(String jobId) {
    byJob.getOrDefault(jobId, Set.of()).forEach(Signal::ring);
  }

  int count() {
    return byJob.values().stream().mapToInt(Set::size).sum();
  }
}
