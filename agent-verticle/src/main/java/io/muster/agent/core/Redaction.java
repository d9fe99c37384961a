package io.muster.agent.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Takes the values of secrets out of whole texts. */
public final class Redaction {
  /** Shorter ones are left: they would be found everywhere. In characters. */
  public static final int SHORTEST = 8;

  static final String SHOWN = "***";

  private Redaction() {}

  /** The text without those of the values that are long enough. */
  public static String of(String text, Collection<String> values) {
    List<String> sorted = new ArrayList<>(values);
    sorted.sort(Comparator.comparingInt(String::length).reversed());
    String clean = text;
    for (String value : sorted) {
      clean = value.length() < SHORTEST ? clean : clean.replace(value, SHOWN);
    }
    return clean;
  }
}
