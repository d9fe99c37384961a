package io.muster.domain.rollout;

import java.util.Locale;

/** Where a rollout stands. A live one may be paused beside that. */
public enum Phase {
  /** Written down; nobody has taken it up yet. */
  PENDING,
  /** A batch is being worked on. */
  RUNNING,
  /** At a gate between two batches, or after the last one. */
  WAITING,
  /** Somebody ended it; what was under way is being cancelled. */
  ABORTING,
  /** What was changed is being undone, the newest first. */
  ROLLING_BACK,
  SUCCEEDED,
  FAILED,
  ABORTED,
  ROLLED_BACK,
  ROLLBACK_FAILED;

  public boolean isFinal() {
    return compareTo(ROLLING_BACK) > 0;
  }

  /** As the API, the database and people write it: {@code rolling_back}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The phase of a label.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static Phase ofLabel(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }
}
