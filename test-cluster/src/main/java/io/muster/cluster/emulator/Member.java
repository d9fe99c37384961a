package io.muster.cluster.emulator;

import io.muster.link.identity.NodeKey;
import java.time.Instant;

/**
 * The identity of one emulated agent.
 *
 * @param expiresAt when the JWT ends
 */
record Member(String nodeId, NodeKey key, String jwt, Instant expiresAt) {
  Member renewed(String fresh, Instant until) {
    return new Member(nodeId, key, fresh, until);
  }
}
