package io.muster.server.events;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.muster.link.EventStream;
import io.muster.link.EventTail;
import io.muster.link.Link;
import io.muster.protocol.EventsApi;
import io.muster.runtime.Bus;
import io.muster.runtime.Loop;
import io.muster.runtime.Streams;
import io.muster.store.LeaseLedger;
import io.muster.store.event.EventLedger;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/**
 * Tells whoever asks what changes.
 *
 * <p><b>Owns</b> {@code event}, once a change has written to it. <b>Hears</b> {@code Events}, the
 * stream of the feed, and the heartbeats of nodes whose vitals are watched. <b>Says</b> {@code
 * muster.events.>}. <b>Crash</b>: what was not published is published by the node that takes the
 * lease next, what was published twice counts once; watchers resume on any node.
 */
public final class EventsVerticle extends VerticleBase {
  /**
   * What the verticle stands on.
   *
   * @param fleet the link on which agents beat
   */
  public record Needs(
      EventLedger ledger,
      LeaseLedger leases,
      EventStream stream,
      Link fleet,
      NatsCredentials credentials,
      MeterRegistry meters) {}

  private final Needs needs;
  private final EventsConfig config;
  private EventTail tail;
  private Loop publishing;

  public EventsVerticle(Needs needs, EventsConfig config) {
    this.needs = needs;
    this.config = config;
  }

  @Override
  public Future<?> start() {
    Feed feed = new Feed(config.keepBytes().bytes());
    tail = EventTail.open(needs.stream(), feed);
    Publisher publisher = new Publisher(needs, config);
    publishing = Loop.start(vertx, "events-publisher", config.pace(), publisher::round);
    Watching watching = new Watching(vertx, feed, new LiveVitals(needs.fleet()));
    Gauge.builder("muster.events.watchers", feed, Feed::watchers).register(needs.meters());
    return Future.all(
        new Streams(vertx).serve(EventsApi.WATCH, watching::watch),
        new Bus(vertx).serve(EventsApi.CREATE_NATS_CREDENTIAL, needs.credentials()::create));
  }

  @Override
  public Future<?> stop() {
    publishing.stop();
    tail.close();
    return Future.succeededFuture();
  }
}
