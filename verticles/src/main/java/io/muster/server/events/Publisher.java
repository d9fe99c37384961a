package io.muster.server.events;

import io.micrometer.core.instrument.Counter;
import io.muster.link.EventStream;
import io.muster.link.LinkException;
import io.muster.store.LeaseLedger;
import io.muster.store.event.EventLedger;
import io.muster.store.event.EventRow;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries events from the table to the stream. One node does so at a time, for the order; two for a
 * moment do no harm, since the stream takes each message id once.
 */
final class Publisher {
  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
  private static final String LEASE = "events-publisher";

  /** Messages under way to JetStream at once. */
  private static final int WINDOW = 500;

  private final EventLedger ledger;
  private final LeaseLedger leases;
  private final EventStream stream;
  private final EventsConfig config;
  private final Counter published;
  private long holdAgain = System.nanoTime();
  private boolean held;
  private boolean failing;

  Publisher(EventsVerticle.Needs needs, EventsConfig config) {
    this.ledger = needs.ledger();
    this.leases = needs.leases();
    this.stream = needs.stream();
    this.config = config;
    this.published = needs.meters().counter("muster.events.published");
  }

  /** Publishes what there is; awaits. True when there may be more. */
  boolean round() {
    if (!holds()) {
      return false;
    }
    List<EventRow> rows = ledger.pending(config.batch());
    List<Announcement> all = Announcements.of(rows);
    for (int from = 0; from < all.size(); from += WINDOW) {
      List<Announcement> window = all.subList(from, Math.min(from + WINDOW, all.size()));
      int sent = send(window);
      ledger.published(window.subList(0, sent).stream().flatMap(a -> a.rows().stream()).toList());
      if (sent < window.size()) {
        return false;
      }
    }
    return rows.size() == config.batch();
  }

  private boolean holds() {
    if (System.nanoTime() - holdAgain >= 0) {
      held = leases.hold(LEASE, config.lease()).isPresent();
      holdAgain = System.nanoTime() + config.lease().toNanos() / 3;
    }
    return held;
  }

  /** How many of them, from the first on, the stream has. */
  private int send(List<Announcement> window) {
    List<CompletableFuture<Void>> underWay = new ArrayList<>(window.size());
    for (Announcement one : window) {
      underWay.add(stream.publish(one.subject(), one.json(), one.messageId()));
    }
    int sent = 0;
    boolean gone = false;
    for (CompletableFuture<Void> one : underWay) {
      gone |= !arrived(one);
      sent += gone ? 0 : 1;
    }
    published.increment(sent);
    return sent;
  }

  private boolean arrived(CompletableFuture<Void> one) {
    try {
      if (!one.isDone()) {
        Future.fromCompletionStage(one, Vertx.currentContext()).otherwiseEmpty().await();
      }
      one.join();
      if (failing) {
        failing = false;
        LOG.info("events can be published again");
      }
      return true;
    } catch (CompletionException | LinkException e) {
      if (!failing) {
        failing = true;
        LOG.warn("events cannot be published, they wait: {}", e.getMessage());
      }
      return false;
    }
  }
}
