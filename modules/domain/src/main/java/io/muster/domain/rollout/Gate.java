package io.muster.domain.rollout;

import java.time.Instant;
import java.util.Locale;

/**
 * Where a rollout waits between batches.
 *
 * @param no from 1; a check that was begun for an earlier one says nothing about this one
 * @param until when the stage is over; null when only a person ends it
 */
public record Gate(int no, Stage stage, Instant until) {
  /** The stages, in their order. */
  public enum Stage {
    /** The checks run, until they pass or {@code until}. */
    CHECK,
    /** Time passes. */
    SOAK,
    /** The checks run once more. */
    RECHECK,
    /** Somebody has to promote it. */
    APPROVAL,
    /** After the last batch: for nodes that were left out to come back. */
    RETURN;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  boolean checks() {
    return stage == Stage.CHECK || stage == Stage.RECHECK;
  }
}
