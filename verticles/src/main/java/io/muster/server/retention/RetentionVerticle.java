package io.muster.server.retention;

import io.muster.runtime.Loop;
import io.muster.store.LeaseLedger;
import io.muster.store.RetentionLedger;
import io.muster.store.event.EventLedger;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops what is older than it must be.
 *
 * <p><b>Owns</b> the partitions of jobs, the age of {@code request_key}, {@code event} and
 * rollouts. <b>Hears</b> the clock. <b>Says</b> nothing. <b>Crash</b>: the next round, here or
 * elsewhere, drops the rest.
 */
public final class RetentionVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(RetentionVerticle.class);
  private static final String LEASE = "retention";
  private static final int AT_ONCE = 50;

  private final RetentionLedger ledger;
  private final EventLedger events;
  private final LeaseLedger leases;
  private final RetentionConfig config;
  private final Clock clock;
  private Loop loop;

  public RetentionVerticle(
      RetentionLedger ledger,
      EventLedger events,
      LeaseLedger leases,
      RetentionConfig config,
      Clock clock) {
    this.ledger = ledger;
    this.events = events;
    this.leases = leases;
    this.config = config;
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    loop = Loop.start(vertx, LEASE, config.every(), this::round);
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    loop.stop();
    return Future.succeededFuture();
  }

  private boolean round() {
    if (leases.hold(LEASE, config.every()).isPresent()) {
      List<String> dropped = ledger.dropHistoryBefore(clock.instant().minus(config.history()));
      if (!dropped.isEmpty()) {
        LOG.info("history dropped: {}", dropped);
      }
      if (events.dropOlderThan(config.unpublished())) {
        LOG.warn("events were not published for {}; they are dropped", config.unpublished());
      }
      ledger.forgetRequestsBefore(clock.instant().minus(config.requestKeys()));
      int rollouts = ledger.forgetRolloutsBefore(clock.instant().minus(config.rollouts()), AT_ONCE);
      if (rollouts > 0) {
        LOG.info("{} rollouts dropped with their history", rollouts);
      }
      return rollouts == AT_ONCE;
    }
    return false;
  }
}
