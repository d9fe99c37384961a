package io.muster.server.dispatch;

import io.micrometer.core.instrument.MeterRegistry;
import io.muster.link.Link;
import io.muster.link.ReplyQueue;
import io.muster.protocol.Doorbells;
import io.muster.protocol.Internal;
import io.muster.protocol.internal.v1.Delivery;
import io.muster.protocol.internal.v1.DeliveryReceipt;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.runtime.Loop;
import io.muster.server.effects.Effects;
import io.muster.server.effects.Envelopes;
import io.muster.server.effects.Specs;
import io.muster.store.LeaseLedger;
import io.muster.store.job.Applied;
import io.muster.store.job.JobLedger;
import io.muster.store.job.JobSteering;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Sends tasks and cancels, and ends what is over.
 *
 * <p><b>Owns</b> nothing of its own; it moves {@code task} through the job ledger and holds the
 * lease {@code dispatch-sweep}. <b>Hears</b> {@code Dispatch/Deliver}, nodes that came online,
 * identities that were revoked, and the clock. <b>Says</b> signed tasks on {@code
 * muster.agent.<node>.task} (through JetStream) and cancels on {@code …ctl}. <b>Crash</b>: what was
 * handed over but not sent falls due after a few seconds and is sent by whoever holds the lease; an
 * agent drops what it has.
 */
public final class DispatchVerticle extends VerticleBase {
  private static final String LEASE = "dispatch-sweep";
  private static final Duration CANCEL_AGAIN = Duration.ofSeconds(3);

  /** What the verticle stands on. */
  public record Needs(
      JobLedger ledger,
      JobSteering steering,
      Specs specs,
      LeaseLedger leases,
      Link link,
      ReplyQueue replies,
      Envelopes envelopes,
      MeterRegistry meters) {}

  private final Needs needs;
  private final DispatchConfig config;
  private Publisher publisher;
  private Effects effects;
  private Loop sweep;
  private Loop cancels;
  private volatile boolean sweeping;

  public DispatchVerticle(Needs needs, DispatchConfig config) {
    this.needs = needs;
    this.config = config;
  }

  @Override
  public Future<?> start() {
    Bus bus = new Bus(vertx);
    effects = new Effects(vertx, bus);
    publisher =
        new Publisher(
            needs.link(), needs.envelopes(), needs.specs(), config.window(), needs.meters());
    sweep = Loop.start(vertx, LEASE, config.sweep(), this::sweep);
    cancels = Loop.start(vertx, "dispatch-cancels", CANCEL_AGAIN, this::cancelAgain);
    Context context = vertx.getOrCreateContext();
    vertx
        .eventBus()
        .<String>consumer(
            Doorbells.ONLINE, bell -> context.runOnContext(v -> cameOnline(bell.body())));
    vertx
        .eventBus()
        .<String>consumer(
            Doorbells.REVOKED, bell -> context.runOnContext(v -> removed(bell.body())));
    return bus.serve(Internal.DELIVER, this::deliver);
  }

  @Override
  public Future<?> stop() {
    sweep.stop();
    cancels.stop();
    return Future.succeededFuture();
  }

  private DeliveryReceipt deliver(Delivery delivery, Caller caller) {
    publisher.deliver(delivery);
    return DeliveryReceipt.getDefaultInstance();
  }

  private boolean sweep() {
    sweeping = needs.leases().hold(LEASE, config.lease()).isPresent();
    if (!sweeping) {
      return false;
    }
    Applied applied = needs.ledger().due(config.sweepBatch(), lag());
    follow(applied);
    return applied.send().size() + applied.finished() >= config.sweepBatch();
  }

  private boolean cancelAgain() {
    if (sweeping) {
      follow(needs.ledger().cancelling(config.sweepBatch()));
      follow(needs.steering().releaseWaiting());
    }
    return false;
  }

  /**
   * When JetStream cannot say, replies may wait there, and nothing is ended before its time for
   * patience is over.
   */
  private long lag() {
    return Future.fromCompletionStage(needs.replies().lag(), vertx.getOrCreateContext())
        .otherwise(1L)
        .await();
  }

  private void cameOnline(String nodes) {
    if (!sweeping || nodes.isEmpty()) {
      return;
    }
    List<JobLedger.Ask> asks =
        Arrays.stream(nodes.split("\n")).map(node -> new JobLedger.Ask(node, "")).toList();
    follow(needs.ledger().catchUp(asks, Integer.MAX_VALUE));
  }

  private void removed(String node) {
    if (sweeping && !node.isEmpty()) {
      follow(needs.ledger().nodeRemoved(node));
    }
  }

  private void follow(Applied applied) {
    effects.follow(applied, Caller.system(""));
  }
}
