package io.muster.store.job;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a committed transaction asks for: done after the commit, and done again by the sweep when
 * this process dies first.
 *
 * @param early positions of the changes that must come again, because an earlier reply has not
 *     arrived
 * @param dropped how many changes were late or known already
 * @param forged how many spoke for a task of another node
 * @param jobs that have new events
 * @param send tasks to be sent to their nodes
 * @param cancel tasks whose agents must be told to end them
 * @param finished how many tasks ended
 */
public record Applied(
    List<Integer> early,
    int dropped,
    int forged,
    Set<String> jobs,
    List<TaskRow> send,
    List<TaskRow> cancel,
    int finished) {
  public static final Applied NOTHING =
      new Applied(List.of(), 0, 0, Set.of(), List.of(), List.of(), 0);

  /** Both together; positions of early changes are the first one's. */
  Applied and(Applied other) {
    if (other.jobs().isEmpty() && other.send().isEmpty() && other.cancel().isEmpty()) {
      return this;
    }
    Set<String> all = new LinkedHashSet<>(jobs);
    all.addAll(other.jobs());
    return new Applied(
        early,
        dropped,
        forged,
        all,
        Stream.concat(send.stream(), other.send().stream()).toList(),
        Stream.concat(cancel.stream(), other.cancel().stream()).toList(),
        finished + other.finished());
  }
}
