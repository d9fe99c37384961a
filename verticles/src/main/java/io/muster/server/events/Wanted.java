package io.muster.server.events;

import io.muster.protocol.Subjects;
import io.muster.protocol.v1.WatchEventsRequest;
import io.muster.runtime.Failure;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which events a watcher asked for: subjects with the wildcards of NATS, and nodes.
 *
 * @param patterns each split at its dots
 * @param kinds that are named without a wildcard
 * @param nodes empty for any, and for those of none
 */
record Wanted(List<String[]> patterns, Set<String> kinds, Set<String> nodes) {
  static final String VITALS = "node.vitals";
  private static final String ABOUT_THE_FEED = "feed.";

  /**
   * Reads a request.
   *
   * @throws Failure {@code INVALID} for a pattern that could never match
   */
  static Wanted of(WatchEventsRequest request) {
    List<String[]> patterns = new ArrayList<>();
    Set<String> kinds = new LinkedHashSet<>();
    for (String list : request.getSubjectsList()) {
      for (String pattern : list.split(",")) {
        String[] words = words(pattern);
        patterns.add(words);
        if (!isWild(words[0])) {
          kinds.add(words[0]);
        }
      }
    }
    Wanted wanted = new Wanted(patterns, kinds, Set.copyOf(request.getNodeIdsList()));
    if (wanted.names(VITALS) && wanted.nodes.isEmpty()) {
      throw Failure.invalid(
          VITALS + " is measured for single nodes; name them in nodeIds, or leave it out");
    }
    return wanted;
  }

  private static String[] words(String pattern) {
    String shorter =
        pattern.startsWith(Subjects.EVENTS) ? pattern.substring(Subjects.EVENTS.length()) : pattern;
    String[] words = shorter.split("\\.", -1);
    for (int i = 0; i < words.length; i++) {
      boolean odd = !isWild(words[i]) && (words[i].contains("*") || words[i].contains(">"));
      boolean early = words[i].equals(">") && i < words.length - 1;
      if (odd || early || words[i].isEmpty()) {
        throw Failure.invalid(
            "'" + pattern + "' is no subject; * stands for one whole word, > for the rest");
      }
    }
    if (!isWild(words[0]) && !Visibility.PERMISSIONS.containsKey(words[0])) {
      throw Failure.invalid(
          "'"
              + pattern
              + "' names no kind of event; there are "
              + String.join(", ", Visibility.PERMISSIONS.keySet()));
    }
    return words;
  }

  private static boolean isWild(String word) {
    return word.equals("*") || word.equals(">");
  }

  /** Whether an event with this subject may be wanted. */
  boolean subject(String subject) {
    return patterns.isEmpty()
        || subject.startsWith(ABOUT_THE_FEED)
        || patterns.stream().anyMatch(words -> matches(words, subject.split("\\.")));
  }

  /** Whether an event about this node is wanted; empty for none. */
  boolean node(String subject, String nodeId) {
    return nodes.isEmpty() || nodes.contains(nodeId) || subject.startsWith(ABOUT_THE_FEED);
  }

  /** Whether vitals are asked for, and not only by a wildcard without nodes. */
  boolean vitals() {
    return !nodes.isEmpty() && !patterns.isEmpty() && subject(VITALS);
  }

  private boolean names(String subject) {
    return patterns.stream().anyMatch(words -> String.join(".", words).equals(subject));
  }

  private static boolean matches(String[] pattern, String[] subject) {
    for (int i = 0; i < pattern.length; i++) {
      if (pattern[i].equals(">")) {
        return subject.length > i;
      }
      if (i >= subject.length || !pattern[i].equals("*") && !pattern[i].equals(subject[i])) {
        return false;
      }
    }
    return pattern.length == subject.length;
  }
}
