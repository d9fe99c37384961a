package io.muster.domain.rollout;

import java.util.List;

/**
 * What an event made of a rollout.
 *
 * @param notes for the history, in order; none when nothing worth telling happened
 */
public record Step(Rollout rollout, List<Note> notes) {
  /**
   * A line of the history.
   *
   * @param kind such as {@code batch_started}
   */
  public record Note(String kind, String text) {}
}
