package io.muster.agent.core;

import io.muster.protocol.agent.v1.Signed;

/** Says whether the control plane signed a message. */
@FunctionalInterface
public interface Verifier {
  /** True when the signature, the path and the key hold for this kind and body. */
  boolean verify(Signed signed);
}
