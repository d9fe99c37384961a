package io.muster.domain.job;

import java.util.Locale;

/** Where a job stands. */
public enum JobState {
  RUNNING,
  CANCELLING,
  SUCCEEDED,
  FAILED,
  CANCELLED;

  public boolean isFinal() {
    return compareTo(CANCELLING) > 0;
  }

  /** As the API and the database write it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static JobState ofLabel(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }
}
