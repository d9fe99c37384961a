package io.muster.server.gateway;

import io.muster.domain.access.Grants;
import io.muster.runtime.Caller;

/** One call on its way through the gateway. */
final class Exchange {
  final Method method;
  final Face face;
  final String traceId;
  final Credential credential;
  final long startedNanos = System.nanoTime();

  /** Set once the call was admitted. */
  Caller caller;

  /** What the caller may do as he was admitted; null for a stranger. */
  Grants grants;

  /** Set once the audit trail knows of the call. */
  Trail.Entry trail;

  Exchange(Method method, Face face, String traceId, Credential credential) {
    this.method = method;
    this.face = face;
    this.traceId = traceId;
    this.credential = credential;
  }
}
