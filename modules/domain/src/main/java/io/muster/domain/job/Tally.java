package io.muster.domain.job;

import io.muster.domain.task.TaskState;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** How many tasks of a job are in each state. */
public final class Tally {
  private final int[] counts;

  private Tally(int[] counts) {
    this.counts = counts;
  }

  /** Reads counts in the order of {@link TaskState}. */
  public static Tally of(int[] counts) {
    return new Tally(Arrays.copyOf(counts, TaskState.values().length));
  }

  public static Tally pending(int total) {
    int[] counts = new int[TaskState.values().length];
    counts[TaskState.PENDING.ordinal()] = total;
    return new Tally(counts);
  }

  /** The tally after one task moved. */
  public Tally moved(TaskState from, TaskState to) {
    int[] next = counts.clone();
    next[from.ordinal()]--;
    next[to.ordinal()]++;
    if (next[from.ordinal()] < 0) {
      throw new IllegalStateException("no task of this job is " + from.label());
    }
    return new Tally(next);
  }

  public int in(TaskState state) {
    return counts[state.ordinal()];
  }

  public int total() {
    return Arrays.stream(counts).sum();
  }

  public int ended() {
    int sum = 0;
    for (TaskState state : TaskState.values()) {
      sum += state.isFinal() ? in(state) : 0;
    }
    return sum;
  }

  public boolean allEnded() {
    return ended() == total();
  }

  public int[] counts() {
    return counts.clone();
  }

  /** States with at least one task, in order, by label. */
  public Map<String, Integer> byLabel() {
    Map<String, Integer> map = new LinkedHashMap<>();
    for (TaskState state : TaskState.values()) {
      if (in(state) > 0) {
        map.put(state.label(), in(state));
      }
    }
    return map;
  }
}
