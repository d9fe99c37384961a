package io.muster.agent.core;

import io.muster.protocol.agent.v1.Signed;

/** Says whether the control plane signed a message. */
@FunctionalInterface
public interface Verifier {
  /** Why a message is not to be obeyed as one of this kind, or null when it is. */
  String objection(Signed signed, String kind);
}
