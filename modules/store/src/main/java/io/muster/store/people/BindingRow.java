package io.muster.store.people;

import io.muster.domain.access.Grant;
import java.time.Instant;
import java.util.Set;

/**
 * A role of an account, somewhere.
 *
 * @param permissions of the role, now
 * @param origin {@code provider} when it follows the groups of the OpenID provider, else empty
 */
public record BindingRow(
    String id,
    String account,
    String role,
    Set<String> permissions,
    Limit limit,
    String origin,
    String createdBy,
    Instant createdAt) {
  /** From groups. */
  public static final String FROM_PROVIDER = "provider";

  public Grant grant() {
    return new Grant(permissions, limit.reach());
  }
}
