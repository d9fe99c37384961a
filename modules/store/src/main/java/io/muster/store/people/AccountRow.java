package io.muster.store.people;

import io.muster.domain.access.Grants;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Somebody.
 *
 * @param password Argon2id, in PHC form
 * @param provider the OpenID provider that knows him, or empty
 * @param epoch sessions of an earlier one are over
 */
public record AccountRow(
    String name,
    String displayName,
    String email,
    Optional<String> password,
    String provider,
    long epoch,
    Optional<Instant> disabledAt,
    String createdBy,
    Instant createdAt,
    Optional<Instant> lastLoginAt,
    List<String> certificates,
    List<BindingRow> bindings) {
  /** All that he may do, and where. */
  public Grants grants() {
    return new Grants(bindings.stream().map(BindingRow::grant).toList());
  }

  public List<String> roles() {
    return bindings.stream().map(BindingRow::role).distinct().sorted().toList();
  }

  /** Nothing of it is for a log. */
  @Override
  public String toString() {
    return "Account[" + name + "]";
  }
}
