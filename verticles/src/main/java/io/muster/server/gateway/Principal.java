package io.muster.server.gateway;

import io.muster.domain.access.Role;
import io.muster.runtime.Caller;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * Somebody whose credential was good.
 *
 * @param labels what travels as {@link Caller#roles()}
 * @param expires when the credential ends; {@link Instant#MAX} for never
 */
record Principal(String name, Set<Role> roles, Set<String> labels, Instant expires) {
  static Principal of(String name, Set<Role> roles, boolean session, Instant expires) {
    Set<String> labels = new HashSet<>();
    roles.forEach(role -> labels.add(role.label()));
    if (session) {
      labels.add(Role.SESSION);
    }
    return new Principal(name, Set.copyOf(roles), Set.copyOf(labels), expires);
  }

  Caller caller(String traceId) {
    return new Caller(name, labels, traceId);
  }
}
