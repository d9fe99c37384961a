package io.muster.store.node;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps one copy of short texts that many nodes share: keys of facts, names of distributions,
 * labels. Bounded; what comes after it is full is simply not shared.
 */
final class Texts {
  private static final int KEPT = 50_000;
  private static final int SHORT = 64;

  private final Map<String, String> known = new ConcurrentHashMap<>();

  String shared(String text) {
    if (text.length() > SHORT) {
      return text;
    }
    String before = known.get(text);
    if (before != null) {
      return before;
    }
    if (known.size() < KEPT) {
      known.put(text, text);
    }
    return text;
  }
}
