package io.muster.server.registry;

import io.muster.domain.selector.Fleet;
import io.muster.domain.selector.InvalidTarget;
import io.muster.domain.selector.NodeView;
import io.muster.domain.selector.Target;
import io.muster.runtime.Failure;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;

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

  /** The nodes that a target picks now, cordoned ones too, ordered by id. Awaits. */
  List<NodeView> pick(String text) {
    Fleet fleet = cache.now().await();
    return vertx.executeBlocking(() -> evaluate(text, fleet), false).await();
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
