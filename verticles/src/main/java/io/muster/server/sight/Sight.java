package io.muster.server.sight;

import io.muster.protocol.Internal;
import io.muster.protocol.internal.v1.MatchRequest;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import java.util.Set;

/**
 * The nodes that a caller sees now, as the registry says. What was frozen earlier may name others:
 * those are not shown to him.
 */
public final class Sight {
  private static final Sight EVERYTHING = new Sight(Set.of(), false);

  private final Set<String> nodes;
  private final boolean limited;

  private Sight(Set<String> nodes, boolean limited) {
    this.nodes = nodes;
    this.limited = limited;
  }

  /** Awaits, if the caller is limited to some nodes. */
  public static Sight of(Bus bus, Caller caller) {
    if (!caller.limited()) {
      return EVERYTHING;
    }
    var matched = bus.read(Internal.MATCH, MatchRequest.getDefaultInstance(), caller).await();
    return new Sight(Set.copyOf(matched.getNodeIdsList()), true);
  }

  /** Fails with NOT_FOUND when the caller does not see the node. Awaits, if he is limited. */
  public static void require(Bus bus, Caller caller, String node) {
    if (caller.limited()) {
      MatchRequest request = MatchRequest.newBuilder().addNodeIds(node).build();
      if (bus.read(Internal.MATCH, request, caller).await().getNodeIdsCount() == 0) {
        throw Failure.notFound("there is no node '" + node + "'");
      }
    }
  }

  public boolean limited() {
    return limited;
  }

  public boolean sees(String node) {
    return !limited || nodes.contains(node);
  }

  /** For a query; null for every node. */
  public String[] nodes() {
    return limited ? nodes.toArray(String[]::new) : null;
  }
}
