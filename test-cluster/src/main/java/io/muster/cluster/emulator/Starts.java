package io.muster.cluster.emulator;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which attempts were started, and how often: more than once is a broken promise. */
public final class Starts {
  /** One attempt of one task. */
  public record Attempt(String taskId, int number) {}

  private final Map<Attempt, Integer> counts = new ConcurrentHashMap<>();

  void count(String taskId, int attempt) {
    counts.merge(new Attempt(taskId, attempt), 1, Integer::sum);
  }

  /** How often that attempt was started. */
  public int of(String taskId, int attempt) {
    return counts.getOrDefault(new Attempt(taskId, attempt), 0);
  }

  /** How many different attempts of a job were started. */
  public long ofJob(String jobId) {
    return counts.keySet().stream().filter(one -> one.taskId().startsWith(jobId + "-")).count();
  }

  /** The attempts that were started more than once. */
  public List<Attempt> twice() {
    return counts.entrySet().stream()
        .filter(one -> one.getValue() > 1)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** All attempts with the number of their starts, as of now. */
  public Map<Attempt, Integer> all() {
    return Map.copyOf(counts);
  }

  /** Forgets everything, so that a long run stays small. */
  public void clear() {
    counts.clear();
  }
}
