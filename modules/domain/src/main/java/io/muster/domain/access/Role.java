package io.muster.domain.access;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The built-in roles and what each may do. */
public enum Role {
  ADMIN(Set.of("*")),
  OPERATOR(
      Set.of("node:read", "node:manage", "node:enrol", "task:read", "task:execute", "system:read")),
  VIEWER(Set.of("node:read", "task:read", "system:read"));

  private final Set<String> permissions;

  Role(Set<String> permissions) {
    this.permissions = permissions;
  }

  /** Permission names; {@code *} stands for all of them. */
  public Set<String> permissions() {
    return permissions;
  }

  public boolean allows(String permission) {
    return permissions.contains("*") || permissions.contains(permission);
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Role> ofLabel(String label) {
    for (Role role : values()) {
      if (role.label().equals(label)) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }
}
