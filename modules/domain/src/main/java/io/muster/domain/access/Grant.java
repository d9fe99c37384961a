package io.muster.domain.access;

import java.util.Set;

/** Permissions on some nodes; {@code *} is every permission. */
public record Grant(Set<String> permissions, Reach reach) {
  /** Copies. */
  public Grant {
    permissions = Set.copyOf(permissions);
  }

  public static Grant of(Role role) {
    return new Grant(role.permissions(), Reach.ALL);
  }

  public boolean allows(String permission) {
    return permissions.contains(Permissions.ALL) || permissions.contains(permission);
  }

  /** What is left of it under a limit; {@code only} is empty for no limit of permissions. */
  Grant within(Set<String> only, Reach limit) {
    Set<String> left = new java.util.HashSet<>(only.isEmpty() ? permissions : only);
    if (!only.isEmpty() && !permissions.contains(Permissions.ALL)) {
      left.retainAll(permissions);
    }
    return new Grant(left, reach.and(limit));
  }
}
