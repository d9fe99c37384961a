package io.muster.domain.access;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The built-in roles and what each may do. */
public enum Role {
  /** Everything, on condition that nothing limits him to some nodes. */
  ADMIN(Set.of(Permissions.ALL)),
  OPERATOR(
      Set.of(
          "node:read",
          "node:manage",
          "node:enrol",
          "task:read",
          "task:execute",
          "file:read",
          "file:write",
          "config:read",
          "config:write",
          "rollout:read",
          "rollout:execute",
          "environment:read",
          "secret:read",
          "system:read")),
  VIEWER(
      Set.of(
          "node:read",
          "task:read",
          "file:read",
          "config:read",
          "rollout:read",
          "environment:read",
          "secret:read",
          "system:read")),
  /** Reads everything, the audit trail and the users too. */
  AUDITOR(reads());

  /**
   * Stands among a caller's roles when the credential was a session, not a token or a certificate:
   * it grants nothing, and keeps a session from renewing itself for ever.
   */
  public static final String SESSION = "session";

  private final Set<String> permissions;

  Role(Set<String> permissions) {
    this.permissions = Set.copyOf(permissions);
  }

  private static Set<String> reads() {
    Set<String> reads = Permissions.all();
    reads.removeIf(name -> !name.endsWith(":read"));
    return reads;
  }

  /** Permission names; {@code *} stands for all of them. */
  public Set<String> permissions() {
    return permissions;
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
