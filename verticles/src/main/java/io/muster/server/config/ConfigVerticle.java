package io.muster.server.config;

import io.micrometer.core.instrument.MeterRegistry;
import io.muster.link.Link;
import io.muster.protocol.ConfigsApi;
import io.muster.protocol.Doorbells;
import io.muster.protocol.Internal;
import io.muster.protocol.SecretsApi;
import io.muster.protocol.Subjects;
import io.muster.protocol.v1.ConfigChanged;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.runtime.Loop;
import io.muster.store.Database;
import io.muster.store.LeaseLedger;
import io.muster.store.config.CatalogReader;
import io.muster.store.config.ConfigChangeLedger;
import io.muster.store.config.ConfigLedger;
import io.muster.store.config.ConfigReads;
import io.muster.store.config.ConfigStates;
import io.muster.store.config.SecretLedger;
import io.muster.trust.BatchSigner;
import io.muster.trust.SecretBox;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Keeps the configuration of the components of nodes, and gives each node its own.
 *
 * <p><b>Owns</b> {@code config_clock}, {@code config_document}, {@code config_revision}, {@code
 * config_change}, {@code config_pin}, {@code secret} and, but for what agents report, {@code
 * config_state}. <b>Hears</b> the services {@code muster.v1.Configs}, {@code Secrets} and {@code
 * ConfigChanges}, the bell of nodes, and {@code muster.catchup.*} for questions of agents, one of
 * the control-plane nodes for each. <b>Says</b> signed configurations on the asker's inbox,
 * refusing any other reply-to, and to agents that there is something new. <b>Crash</b>: a change is
 * committed or not; nodes that were not settled or not told are settled by the sweep of another
 * control-plane node, or when they ask.
 */
public final class ConfigVerticle extends VerticleBase {
  private static final String LEASE = "config-settle";
  private static final Duration PUSH_ROUND = Duration.ofMillis(100);
  private static final Caller SELF = Caller.system("0".repeat(32));

  /** What the verticle stands on. */
  public record Needs(
      Database database,
      LeaseLedger leases,
      Link link,
      BatchSigner signer,
      SecretBox box,
      MeterRegistry meters) {}

  private final Needs needs;
  private final ConfigConfig config;
  private final Dirt dirt;
  private Settling settling;
  private SecretStore secrets;
  private Pushes pushes;
  private Asks asks;
  private Link.Subscription subscription;
  private List<Loop> loops = List.of();

  public ConfigVerticle(Needs needs, ConfigConfig config) {
    this.needs = needs;
    this.config = config;
    this.dirt = new Dirt(config.sweep());
  }

  @Override
  public Future<?> start() {
    Bus bus = new Bus(vertx);
    ConfigStates states = new ConfigStates(needs.database());
    ConfigReads reads = new ConfigReads(needs.database());
    int perRound = Math.max(1, config.pushes() / 10);
    pushes = new Pushes(needs.link(), needs.signer(), perRound);
    settling = new Settling(new CatalogReader(needs.database()), states, bus);
    SecretLedger sealed = new SecretLedger(needs.database());
    secrets = new SecretStore(sealed, needs.box(), settling, pushes);
    asks = new Asks(needs.link(), needs.signer(), settling, secrets, config, needs.meters());
    ConfigLedger documents = new ConfigLedger(needs.database());
    Editing editing = new Editing(documents, sealed, settling, pushes, bus);
    Reading reading = new Reading(reads, sealed, settling, new DocumentSight(bus));
    Comparing comparing = new Comparing(reads, states, settling, pushes, bus);
    Changing changing =
        new Changing(new ConfigChangeLedger(needs.database()), documents, settling, pushes);
    Loop answering =
        Loop.start(vertx, "config-asks", Duration.ofSeconds(1), () -> asks.round(vertx, SELF));
    Loop settle = Loop.start(vertx, LEASE, config.settle(), this::settle);
    loops = List.of(answering, settle, Loop.start(vertx, "config-push", PUSH_ROUND, pushes::round));
    vertx.eventBus().<String>consumer(Doorbells.NODES, bell -> dirt.add(bell.body()));
    subscription =
        needs
            .link()
            .subscribe(
                Subjects.CATCHUP_ALL,
                "muster-config",
                inbound -> {
                  if (asks.hear(inbound)) {
                    answering.wake();
                  }
                });
    return Future.all(
        serve(bus, editing),
        serve(bus, reading, comparing),
        serve(bus, changing),
        serve(bus, secrets));
  }

  private static Future<?> serve(Bus bus, SecretStore secrets) {
    return Future.all(
        List.of(
            bus.serveNoting(SecretsApi.SET, secrets::set),
            bus.serve(SecretsApi.LIST, (request, caller) -> secrets.list(request)),
            bus.serve(SecretsApi.DELETE, (request, caller) -> secrets.delete(request))));
  }

  private static Future<?> serve(Bus bus, Editing editing) {
    return Future.all(
        List.of(
            bus.serveNoting(ConfigsApi.APPLY, noting(editing::apply)),
            bus.serveNoting(ConfigsApi.SET, noting(editing::set)),
            bus.serveNoting(ConfigsApi.UNSET, noting(editing::unset)),
            bus.serveNoting(ConfigsApi.DELETE, noting(editing::delete)),
            bus.serveNoting(ConfigsApi.RESTORE, editing::restore)));
  }

  private static <Q> Bus.NotingHandler<Q, ConfigChanged> noting(
      Bus.Handler<Q, ConfigChanged> handler) {
    return (request, caller, notes) -> {
      ConfigChanged changed = handler.handle(request, caller);
      notes.targets(changed.getNodeIdsList());
      return changed;
    };
  }

  private static Future<?> serve(Bus bus, Reading reading, Comparing comparing) {
    return Future.all(
        List.of(
            bus.serve(ConfigsApi.GET, reading::get),
            bus.serve(ConfigsApi.LIST, reading::list),
            bus.serve(ConfigsApi.HISTORY, reading::history),
            bus.serve(ConfigsApi.VALIDATE, (request, caller) -> reading.validate(request)),
            bus.serve(ConfigsApi.BACKUP, (request, caller) -> reading.backup(request)),
            bus.serve(ConfigsApi.SHOW, comparing::show),
            bus.serve(ConfigsApi.DIFF, comparing::diff),
            bus.serve(ConfigsApi.STATUS, comparing::status)));
  }

  private static Future<?> serve(Bus bus, Changing changing) {
    return Future.all(
        List.of(
            bus.serve(Internal.PREVIEW_CONFIG, changing::preview),
            bus.serve(Internal.STAGE_CONFIG, changing::stage),
            bus.serve(Internal.ASSIGN_CONFIG, changing::assign),
            bus.serve(Internal.FINISH_CONFIG, changing::finish),
            bus.serve(Internal.RELEASE_CONFIG, (request, caller) -> changing.release(request)),
            bus.serve(Internal.REVERT_CONFIG, changing::revert)));
  }

  @Override
  public Future<?> stop() {
    subscription.close();
    loops.forEach(Loop::stop);
    return Future.succeededFuture();
  }

  /** By one control-plane node: another one that takes over begins with every node. */
  private boolean settle() {
    OptionalLong epoch = needs.leases().hold(LEASE, config.lease());
    Optional<Dirt.Work> work = dirt.take(epoch);
    if (work.isPresent() && settling.catalog().number() > 0) {
      try {
        pushes.add(settling.settle(work.get().nodes(), SELF).moved());
        if (work.get().nodes() == null) {
          secrets.reseal();
        }
      } catch (Throwable error) {
        dirt.putBack(work.get());
        throw error;
      }
    }
    return false;
  }
}
