package io.muster.server.gateway;

import io.muster.domain.access.Grant;
import io.muster.domain.access.Grants;
import io.muster.domain.access.Reach;
import io.muster.domain.access.Role;
import io.muster.protocol.internal.v1.VerifyTokenResponse;
import io.muster.runtime.Caller;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Somebody whose credential was good.
 *
 * @param labels what travels as {@link Caller#roles()}
 * @param credential what travels as {@link Caller#credential()}
 * @param expires when the credential ends; {@link Instant#MAX} for never
 */
record Principal(
    String name, Grants grants, Set<String> labels, String credential, Instant expires) {

  /** Whose built-in roles say it all. */
  static Principal of(String name, Set<Role> roles, String credential) {
    Set<String> labels = new HashSet<>();
    roles.forEach(role -> labels.add(role.label()));
    return new Principal(name, Grants.of(roles), Set.copyOf(labels), credential, Instant.MAX);
  }

  /** What the access verticle says of a credential. */
  static Principal of(VerifyTokenResponse found, String credential) {
    List<Grant> grants = new ArrayList<>();
    Set<String> labels = new HashSet<>(found.getRolesList());
    Role.ofLabel(found.getRole())
        .ifPresent(
            role -> {
              grants.add(Grant.of(role));
              labels.add(role.label());
            });
    for (var grant : found.getGrantsList()) {
      grants.add(new Grant(Set.copyOf(grant.getPermissionsList()), reach(grant.getTarget())));
    }
    Instant expires =
        found.hasExpiresAt()
            ? Instant.ofEpochSecond(
                found.getExpiresAt().getSeconds(), found.getExpiresAt().getNanos())
            : Instant.MAX;
    return new Principal(
        found.getName(), new Grants(grants), Set.copyOf(labels), credential, expires);
  }

  /** Is not read here: the registry does, for each call. */
  private static Reach reach(String target) {
    return target.equals(Caller.EVERYWHERE)
        ? Reach.ALL
        : target.isEmpty() ? Reach.NONE : new Reach(Set.of(Set.of(target)));
  }

  /** The same by way of a session, which ends at the latest then. */
  Principal session(Instant end) {
    Set<String> more = new HashSet<>(labels);
    more.add(Role.SESSION);
    return new Principal(
        name, grants, Set.copyOf(more), credential, end.isBefore(expires) ? end : expires);
  }

  Caller caller(Reach reach, String traceId) {
    return new Caller(name, labels, reach.target(), credential, traceId);
  }
}
