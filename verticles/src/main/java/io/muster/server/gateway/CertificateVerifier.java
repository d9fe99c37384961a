package io.muster.server.gateway;

import io.muster.domain.access.Role;
import io.muster.protocol.FailureCode;
import io.muster.protocol.Internal;
import io.muster.protocol.internal.v1.VerifyCertificateRequest;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Client certificates, which TLS has verified: a role of {@code gateway.certificateRoles}, else the
 * user that one of its names belongs to, else nobody who may do anything.
 */
final class CertificateVerifier {
  static final String COMMON_NAME = "cn:";

  /** Begins the credential of one that the configuration gives a role. */
  static final String ROLE = "role:";

  /** Begins the credential of a user's. */
  static final String USER = "certificate:";

  private final Bus bus;
  private final Map<String, String> roles;

  CertificateVerifier(Bus bus, Map<String, String> roles) {
    this.bus = bus;
    this.roles = roles;
  }

  /** The subjects are {@code cn:…} first, then {@code email:…}, {@code dns:…} and {@code uri:…}. */
  Future<Principal> verify(List<String> subjects) {
    String first = subjects.getFirst();
    String name = first.startsWith(COMMON_NAME) ? first.substring(COMMON_NAME.length()) : first;
    if (first.startsWith(COMMON_NAME) && roles.containsKey(name)) {
      return Future.succeededFuture(configured(name, first));
    }
    return bus.read(
            Internal.VERIFY_CERTIFICATE,
            VerifyCertificateRequest.newBuilder().addAllSubjects(subjects).build(),
            Caller.system(Trace.of(null)))
        .map(found -> Principal.of(found, found.getCredential()))
        .recover(
            error ->
                error instanceof Failure failure && failure.code() == FailureCode.NOT_FOUND
                    ? Future.succeededFuture(Principal.of("cert:" + name, Set.of(), USER + first))
                    : Future.failedFuture(error));
  }

  private Principal configured(String name, String subject) {
    Set<Role> role = Role.ofLabel(roles.get(name)).map(Set::of).orElse(Set.of());
    return Principal.of("cert:" + name, role, ROLE + subject);
  }
}
