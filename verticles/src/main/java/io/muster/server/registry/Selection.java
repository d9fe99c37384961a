package io.muster.server.registry;

import io.muster.domain.selector.Fleet;
import io.muster.domain.selector.InvalidTarget;
import io.muster.domain.selector.NodeView;
import io.muster.domain.selector.Target;
import io.muster.protocol.internal.v1.MatchResponse;
import io.muster.protocol.internal.v1.Picked;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Evaluates targets over the fleet of now, on worker threads so that the verticle stays free. A
 * list of ids of which some are unknown is refused, because a typo must not shrink a change
 * silently; if none is known it picks nothing, as an expression would.
 */
final class Selection {
  private final Vertx vertx;
  private final FleetCache cache;
  private final Duration limit;

  Selection(Vertx vertx, FleetCache cache, Duration limit) {
    this.vertx = vertx;
    this.cache = cache;
    this.limit = limit;
  }

  /**
   * The nodes that a target picks now of those that the caller reaches, cordoned ones too, ordered
   * by id. Awaits.
   */
  List<NodeView> pick(String text, Caller caller) {
    Fleet fleet = cache.now().await();
    return vertx.executeBlocking(() -> evaluate(text, within(fleet, caller)), false).await();
  }

  /** Fails with NOT_FOUND when there is no such node, or the caller does not reach it. Awaits. */
  void require(String id, Caller caller) {
    if (!caller.limited()) {
      return; // whoever reads or changes it says so
    }
    Fleet fleet = cache.now().await();
    if (vertx.executeBlocking(() -> within(fleet, caller), false).await().find(id).isEmpty()) {
      throw Failure.notFound("there is no node '" + id + "'");
    }
  }

  /** The fleet as a caller sees it: what he does not reach is not there. */
  private Fleet within(Fleet fleet, Caller caller) {
    if (!caller.limited()) {
      return fleet;
    }
    return caller.reach().isEmpty() ? Fleet.empty() : Fleet.of(pick(caller.reach(), fleet));
  }

  /**
   * Which of the targets pick which of the nodes that the caller reaches, or of all that he reaches
   * when none is named. Awaits.
   */
  MatchResponse match(List<String> targets, List<String> nodes, Caller caller) {
    Fleet fleet = cache.now().await();
    return vertx.executeBlocking(() -> match(targets, nodes, within(fleet, caller)), false).await();
  }

  private MatchResponse match(List<String> targets, List<String> nodes, Fleet all) {
    Fleet fleet =
        nodes.isEmpty()
            ? all
            : Fleet.of(nodes.stream().flatMap(id -> all.find(id).stream()).toList());
    MatchResponse.Builder response = MatchResponse.newBuilder();
    Map<String, Integer> positions = new HashMap<>();
    for (NodeView node : fleet.all()) {
      positions.put(node.id(), positions.size());
      response.addNodeIds(node.id()).addOnline(node.online());
    }
    for (String text : targets) {
      Picked.Builder picked = Picked.newBuilder();
      pick(text, fleet).forEach(node -> picked.addAt(positions.get(node.id())));
      response.addPicked(picked);
    }
    return response.build();
  }

  private List<NodeView> pick(String text, Fleet fleet) {
    long end = System.nanoTime() + limit.toNanos();
    try {
      return Target.parse(text).pick(fleet, () -> System.nanoTime() - end > 0);
    } catch (InvalidTarget e) {
      throw Failure.invalid(e.getMessage());
    }
  }

  private List<NodeView> evaluate(String text, Fleet fleet) {
    long end = System.nanoTime() + limit.toNanos();
    try {
      Target target = Target.parse(text);
      List<NodeView> picked = target.pick(fleet, () -> System.nanoTime() - end > 0);
      List<String> missing = picked.isEmpty() ? List.of() : target.missing(fleet);
      if (!missing.isEmpty()) {
        throw Failure.notFound(
            "there is no node " + quoted(missing) + "; take it out of the target, or enrol it");
      }
      return picked;
    } catch (InvalidTarget e) {
      throw Failure.invalid(e.getMessage());
    }
  }

  private static String quoted(List<String> ids) {
    String first = String.join("', '", ids.subList(0, Math.min(5, ids.size())));
    return "'" + first + "'" + (ids.size() > 5 ? " and " + (ids.size() - 5) + " more" : "");
  }
}
