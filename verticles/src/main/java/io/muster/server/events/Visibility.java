package io.muster.server.events;

import io.muster.domain.access.Grant;
import io.muster.domain.access.Grants;
import io.muster.domain.access.Reach;
import io.muster.domain.access.Role;
import io.muster.protocol.Internal;
import io.muster.protocol.internal.v1.GrantsRequest;
import io.muster.protocol.v1.Event;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.server.sight.Sight;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a caller sees of the feed: the one place that decides it.
 *
 * @param kinds whose permission he has, and of which nodes
 */
record Visibility(Map<String, Sight> kinds) {
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

  /** What a caller sees now, of which nodes. Awaits. */
  static Visibility of(Bus bus, Caller caller) {
    Grants grants = grants(bus, caller);
    Map<String, Sight> kinds = new HashMap<>();
    Map<String, Sight> byReach = new HashMap<>();
    PERMISSIONS.forEach(
        (kind, permission) -> {
          Reach reach = grants.reach(permission);
          if (!reach.isNone()) {
            String target = reach.target();
            kinds.put(
                kind,
                byReach.computeIfAbsent(target, where -> Sight.of(bus, caller.reaching(where))));
          }
        });
    return new Visibility(Map.copyOf(kinds));
  }

  private static Grants grants(Bus bus, Caller caller) {
    if (caller.credential().isEmpty()) { // the control plane itself
      return Grants.of(
          caller.roles().stream().flatMap(label -> Role.ofLabel(label).stream()).toList());
    }
    var found = bus.read(Internal.GRANTS, GrantsRequest.getDefaultInstance(), caller).await();
    return new Grants(
        found.getGrantsList().stream()
            .map(
                grant ->
                    new Grant(
                        Set.copyOf(grant.getPermissionsList()),
                        grant.getTarget().equals(Caller.EVERYWHERE)
                            ? Reach.ALL
                            : new Reach(Set.of(Set.of(grant.getTarget())))))
            .toList());
  }

  /** Is any of it limited to some nodes? Those come and go. */
  boolean limited() {
    return kinds.values().stream().anyMatch(Sight::limited);
  }

  /**
   * Refuses a watcher who names a kind that he may not see; what a wildcard would bring is only
   * left out.
   *
   * @throws Failure {@code DENIED}
   */
  void require(Wanted wanted, Caller caller) {
    for (String kind : wanted.kinds()) {
      if (!kinds.containsKey(kind)) {
        throw Failure.denied(
            caller.name()
                + " may not see events of kind "
                + kind
                + "; it needs the permission "
                + PERMISSIONS.get(kind));
      }
    }
  }

  /** The event as the caller sees it; empty when he does not. */
  Optional<Event> shown(Event event) {
    String kind = event.getSubject().substring(0, event.getSubject().indexOf('.'));
    Sight sight = kinds.get(kind);
    if (kind.equals(FEED) || sight != null && !sight.limited()) {
      return Optional.of(event);
    }
    if (sight == null) {
      return Optional.empty();
    }
    if (!event.getNodeId().isEmpty()) {
      return sight.sees(event.getNodeId()) ? Optional.of(event) : Optional.empty();
    }
    return kind.equals("job") || kind.equals("rollout")
        ? Optional.of(
            Event.newBuilder()
                .setId(event.getId())
                .setAt(event.getAt())
                .setSubject(event.getSubject())
                .setObject(event.getObject())
                .setRevision(event.getRevision())
                .build())
        : Optional.empty();
  }
}
