package io.muster.trust;

import io.muster.protocol.agent.v1.Signed;
import java.util.List;

/**
 * Signs messages for agents, a batch at a time; see {@code Signed} in wire.proto for what is
 * covered.
 */
public interface BatchSigner {
  /** Returns one signed message for each body, in order. */
  List<Signed> sign(String kind, List<byte[]> bodies);
}
