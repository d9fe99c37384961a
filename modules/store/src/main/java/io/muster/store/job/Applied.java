package io.muster.store.job;

import java.util.List;
import java.util.Set;

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
}
