package io.muster.domain.access;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The names of what may be allowed. A test holds them against the contract. */
public final class Permissions {
  /**
   * Every permission, those that come with later versions too. Only the role {@code admin} has it.
   */
  public static final String ALL = "*";

  /** Of methods that there are. */
  public static final SortedSet<String> NAMES =
      sorted(
          "audit:read",
          "config:read",
          "config:write",
          "environment:manage",
          "environment:read",
          "event:read",
          "file:read",
          "file:write",
          "node:enrol",
          "node:manage",
          "node:read",
          "rollout:execute",
          "rollout:read",
          "secret:read",
          "secret:write",
          "system:read",
          "task:execute",
          "task:read",
          "token:manage",
          "user:manage",
          "user:read");

  /** Of concerns that are not there yet; a role may have them already. */
  public static final SortedSet<String> COMING =
      sorted(
          "app:read",
          "app:write",
          "cert:deploy",
          "cert:issue",
          "cert:read",
          "ingress:deploy",
          "release:execute",
          "release:read",
          "release:rollback");

  /** Names that operators know from before, and what each stands for. */
  public static final SortedMap<String, Set<String>> ALIASES =
      new TreeMap<>(
          Map.of(
              "admin:app:read", Set.of("app:read"),
              "admin:app:write", Set.of("app:write"),
              "admin:release:execute", Set.of("release:execute"),
              "admin:release:rollback", Set.of("release:rollback"),
              "admin:node:manage", Set.of("node:manage"),
              "admin:ssl:issue", Set.of("cert:issue"),
              "admin:ssl:deploy", Set.of("cert:deploy"),
              "admin:nginx:deploy", Set.of("ingress:deploy")));

  private Permissions() {}

  /**
   * The permissions that names and aliases stand for.
   *
   * @throws IllegalArgumentException with what there is, when one is neither
   */
  public static SortedSet<String> of(Iterable<String> names) {
    SortedSet<String> found = new TreeSet<>();
    for (String name : names) {
      if (NAMES.contains(name) || COMING.contains(name)) {
        found.add(name);
      } else if (ALIASES.containsKey(name)) {
        found.addAll(ALIASES.get(name));
      } else {
        throw new IllegalArgumentException(
            "there is no permission '"
                + name
                + "'; there are "
                + String.join(", ", all())
                + " and the aliases "
                + String.join(", ", ALIASES.keySet()));
      }
    }
    return found;
  }

  /** Every name but for the aliases. */
  public static SortedSet<String> all() {
    SortedSet<String> all = new TreeSet<>(NAMES);
    all.addAll(COMING);
    return all;
  }

  private static SortedSet<String> sorted(String... names) {
    return java.util.Collections.unmodifiableSortedSet(new TreeSet<>(List.of(names)));
  }
}
