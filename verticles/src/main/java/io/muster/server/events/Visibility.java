package io.muster.server.events;

import io.muster.domain.access.Role;
import io.muster.protocol.v1.Event;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a caller sees of the feed: the one place that decides it.
 *
 * @param kinds whose permission he has
 */
record Visibility(Set<String> kinds) {
  /** What it takes to see the events of a kind. */
  static final Map<String, String> PERMISSIONS = permissions();

  private static final String FEED = "feed";

  private static Map<String, String> permissions() {
    Map<String, String> of = new LinkedHashMap<>();
    of.put("node", "node:read");
    of.put("job", "task:read");
    of.put("task", "task:read");
    for (String kind : new String[] {"rollout", "config", "file", "release", "cert", "audit"}) {
      of.put(kind, kind + ":read");
    }
    return Collections.unmodifiableMap(of);
  }

  static Visibility of(Caller caller) {
    return new Visibility(
        PERMISSIONS.entrySet().stream()
            .filter(kind -> allowed(caller, kind.getValue()))
            .map(Map.Entry::getKey)
            .collect(Collectors.toUnmodifiableSet()));
  }

  private static boolean allowed(Caller caller, String permission) {
    return caller.roles().stream()
        .map(Role::ofLabel)
        .flatMap(Optional::stream)
        .anyMatch(role -> role.allows(permission));
  }

  /**
   * Refuses a watcher who names a kind that he may not see; what a wildcard would bring is only
   * left out.
   *
   * @throws Failure {@code DENIED}
   */
  void require(Wanted wanted, Caller caller) {
    for (String kind : wanted.kinds()) {
      if (!kinds.contains(kind)) {
        throw Failure.denied(
            caller.name()
                + " may not see events of kind "
                + kind
                + "; it needs the permission "
                + PERMISSIONS.get(kind));
      }
    }
  }

  boolean sees(Event event) {
    String kind = event.getSubject().substring(0, event.getSubject().indexOf('.'));
    return kind.equals(FEED) || kinds.contains(kind);
  }
}
