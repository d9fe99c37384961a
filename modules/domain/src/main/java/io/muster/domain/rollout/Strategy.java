package io.muster.domain.rollout;

import java.util.Locale;

/** In which order the nodes of a rollout have their turn. */
public enum Strategy {
  /** Batch after batch. */
  ROLLING,
  /** A few first, watched for a time, then the rest. */
  CANARY,
  /** One set first, warmed up, then the other. */
  BLUE_GREEN,
  ALL_AT_ONCE;

  /** As the API and people write it: {@code blue-green}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The strategy of a label.
   *
   * @throws IllegalArgumentException naming the text and the choices
   */
  public static Strategy ofLabel(String label) {
    for (Strategy strategy : values()) {
      if (strategy.label().equals(label)) {
        return strategy;
      }
    }
    throw new IllegalArgumentException(
        "'" + label + "' is not a strategy; choose rolling, canary, blue-green or all-at-once");
  }
}
