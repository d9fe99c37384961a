package io.muster.domain.task;

import java.util.Locale;

/**
 * Where one task stands. Declared in the order in which they follow each other; a task never goes
 * back.
 */
public enum TaskState {
  PENDING,
  DISPATCHED,
  ACCEPTED,
  RUNNING,
  SUCCEEDED,
  FAILED,
  TIMED_OUT,
  CANCELLED,
  EXPIRED,
  UNKNOWN;

  public boolean isFinal() {
    return compareTo(RUNNING) > 0;
  }

  /** As the API, the database and people write it: {@code timed_out}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static TaskState ofLabel(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }
}
