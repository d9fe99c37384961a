package io.muster.server.rollout;

import io.muster.protocol.Doorbells;
import io.muster.protocol.v1.RolloutEvent;
import io.muster.protocol.v1.WatchRolloutRequest;
import io.muster.runtime.Signal;
import io.muster.runtime.Streams;
import io.muster.store.rollout.RolloutReads;
import io.muster.store.rollout.RolloutReads.Seen;
import io.muster.store.rollout.RolloutRow;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Streams the history of rollouts to their watchers. A lost doorbell costs a moment. */
final class RolloutStream {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int PAGE = 64;

  private final Vertx vertx;
  private final RolloutReads reads;
  private final Map<String, Set<Signal>> waiting = new ConcurrentHashMap<>();

  RolloutStream(Vertx vertx, RolloutReads reads) {
    this.vertx = vertx;
    this.reads = reads;
    vertx
        .eventBus()
        .<String>consumer(
            Doorbells.ROLLOUT,
            bell -> waiting.getOrDefault(bell.body(), Set.of()).forEach(Signal::ring));
  }

  void follow(
      String id, WatchRolloutRequest request, RolloutSight sight, Streams.Sink<RolloutEvent> out) {
    Signal signal = new Signal(vertx);
    out.gone().onComplete(gone -> signal.ring());
    waiting.compute(
        id,
        (key, set) -> {
          Set<Signal> signals = set == null ? ConcurrentHashMap.newKeySet() : set;
          signals.add(signal);
          return signals;
        });
    try {
      send(id, request, sight, signal, out);
    } finally {
      waiting.computeIfPresent(
          id,
          (key, set) -> {
            set.remove(signal);
            return set.isEmpty() ? null : set;
          });
    }
  }

  private void send(
      String id,
      WatchRolloutRequest request,
      RolloutSight sight,
      Signal signal,
      Streams.Sink<RolloutEvent> out) {
    boolean whole = sight.whole(id);
    long after = request.getAfter();
    while (!out.gone().isComplete()) {
      RolloutRow head = reads.head(id).orElse(null);
      List<Seen> page = reads.events(id, after, PAGE);
      if (!page.isEmpty()) {
        out.send(
            page.stream()
                .map(RolloutMessages::event)
                .map(event -> whole ? event : sight.narrowed(event))
                .toList());
        after = page.getLast().seq();
      }
      if (page.size() < PAGE) {
        boolean over = head == null || head.over() && after >= head.lastEvent();
        if (over || request.getNoFollow()) {
          return;
        }
        signal.await(PATIENCE);
      }
    }
  }
}
