package io.muster.domain.rollout;

import java.util.Locale;

/** Where one node of a rollout stands. */
public enum NodeState {
  /** Its turn has not come. */
  WAITING,
  /** Its batch was started, and no end is known. */
  STARTED,
  SUCCEEDED,
  FAILED,
  /** Left out; the message says why. */
  SKIPPED,
  UNDOING,
  UNDONE,
  UNDO_FAILED;

  /** As the API, the database and people write it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
