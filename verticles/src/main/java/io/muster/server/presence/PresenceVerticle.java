package io.muster.server.presence;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.muster.link.Link;
import io.muster.link.LinkException;
import io.muster.protocol.Doorbells;
import io.muster.protocol.NodesApi;
import io.muster.protocol.Subjects;
import io.muster.protocol.agent.v1.Beat;
import io.muster.protocol.agent.v1.Ctl;
import io.muster.protocol.agent.v1.SendFacts;
import io.muster.protocol.agent.v1.Signed;
import io.muster.protocol.v1.GetVitalsRequest;
import io.muster.protocol.v1.NodeVitals;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.runtime.Loop;
import io.muster.server.messages.VitalsMessages;
import io.muster.server.sight.Sight;
import io.muster.store.config.ConfigStates;
import io.muster.store.node.PresenceLedger;
import io.muster.store.node.VitalsLedger;
import io.muster.trust.BatchSigner;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the living nodes from the silent ones.
 *
 * <p><b>Owns</b> {@code presence}, {@code node_vitals}, {@code node}'s status, session and profile,
 * through the presence ledger, and what {@code config_state} knows of what agents run. <b>Hears</b>
 * {@code Nodes/Vitals}, {@code muster.beat.*} in a queue group, so that the heartbeats are shared
 * out over the control-plane nodes. <b>Says</b> the doorbells of nodes and of those that came
 * online, and asks agents for facts that are not known. <b>Crash</b>: heartbeats of one batch
 * window are lost; the nodes beat again long before they count as silent. While no control-plane
 * node, no NATS or no PostgreSQL hears them, no node becomes offline.
 */
public final class PresenceVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(PresenceVerticle.class);
  private static final String QUEUE = "muster-presence";
  private static final int SWEEP_MAX = 2000;
  private static final int WINDOWS_KEPT = 4;

  private final Link link;
  private final BatchSigner signer;
  private final BeatWriter writer;
  private final ConfigReports reports;
  private final VitalsReports vitalsReports;
  private final VitalsLedger vitals;
  private final PresenceLedger ledger;
  private final PresenceConfig config;
  private final Clock clock;
  private final Grace grace;
  private final Gathering gathering;
  private final Counter beats;
  private final Counter unreadable;
  private final Counter dropped;
  private Bus bus;
  private Link.Subscription subscription;
  private Loop writing;
  private Loop sweeping;
  private volatile boolean complained;
  private volatile boolean ended;

  public PresenceVerticle(
      Link link,
      BatchSigner signer,
      PresenceLedger ledger,
      ConfigStates configs,
      VitalsLedger vitals,
      PresenceConfig config,
      Clock clock,
      MeterRegistry meters) {
    this.link = link;
    this.signer = signer;
    this.writer = new BeatWriter(ledger);
    this.reports = new ConfigReports(configs);
    this.vitals = vitals;
    this.vitalsReports = new VitalsReports(vitals, clock);
    this.ledger = ledger;
    this.config = config;
    this.clock = clock;
    this.grace = new Grace(config.agentInterval(), clock.millis());
    this.gathering = new Gathering(config.batchMax() * WINDOWS_KEPT);
    this.beats = meters.counter("muster.beats");
    this.unreadable = meters.counter("muster.beats.unreadable");
    this.dropped = meters.counter("muster.beats.dropped");
  }

  @Override
  public Future<?> start() {
    grace.disturbed(clock.millis());
    writing = Loop.start(vertx, "presence-writing", config.batchWindow(), this::write);
    sweeping = Loop.start(vertx, "presence-sweep", config.sweepInterval(), this::sweep);
    link.onChange(change -> grace.disturbed(clock.millis()));
    subscription = link.subscribe(Subjects.BEAT_ALL, QUEUE, this::hear);
    bus = new Bus(vertx);
    return bus.serve(NodesApi.VITALS, this::vitals);
  }

  @Override
  public Future<?> stop() {
    ended = true;
    subscription.close();
    writing.stop();
    sweeping.stop();
    return Future.succeededFuture();
  }

  private NodeVitals vitals(GetVitalsRequest request, Caller caller) {
    Sight.require(bus, caller, request.getId());
    NodeVitals.Builder answer = NodeVitals.newBuilder();
    vitals.read(request.getId()).stream().map(VitalsMessages::of).forEach(answer::addSamples);
    return answer.build();
  }

  private void hear(Link.Inbound message) {
    beats.increment();
    Optional<Beat> beat = Beats.read(message);
    if (beat.isEmpty()) {
      refuse(1, message.subject());
    } else if (!gathering.add(beat.get())) {
      dropped.increment();
      grace.disturbed(clock.millis());
    } else if (beat.get().getLeaving() || gathering.size() >= config.batchMax()) {
      writing.wake();
    }
  }

  private void refuse(int count, String from) {
    unreadable.increment(count);
    if (!complained) {
      complained = true;
      LOG.warn("a heartbeat cannot be read (on {}); more of them are only counted", from);
    }
  }

  private boolean write() {
    List<Beat> batch = gathering.take(config.batchMax());
    if (batch.isEmpty()) {
      return false;
    }
    try {
      tell(writer.write(batch));
      reports.write(batch);
      vitalsReports.write(batch);
    } catch (Throwable e) {
      grace.disturbed(clock.millis());
      gathering.putBack(batch);
      throw e;
    }
    return gathering.size() >= config.batchMax();
  }

  private void tell(BeatWriter.Written written) {
    if (written.refused() > 0) {
      refuse(written.refused(), "a profile that PostgreSQL does not take");
    }
    if (!written.changed().isEmpty()) {
      ring(written.changed());
    }
    if (!written.online().isEmpty()) {
      vertx.eventBus().publish(Doorbells.ONLINE, String.join("\n", written.online()));
    }
    if (!written.ask().isEmpty()) {
      ask(written.ask());
    }
  }

  private void ring(List<String> changed) {
    vertx.eventBus().publish(Doorbells.NODES, changed.size() == 1 ? changed.getFirst() : "");
  }

  /** One signature for all; an agent that does not hear it is asked again at its next beat. */
  private void ask(List<String> nodes) {
    List<byte[]> orders =
        nodes.stream()
            .map(
                node ->
                    Ctl.newBuilder()
                        .setNodeId(node)
                        .setSendFacts(SendFacts.getDefaultInstance())
                        .build()
                        .toByteArray())
            .toList();
    List<Signed> signed = signer.sign("ctl", orders);
    try {
      for (int i = 0; i < nodes.size(); i++) {
        link.publish(Subjects.ctl(nodes.get(i)), signed.get(i).toByteArray());
      }
    } catch (LinkException e) {
      LOG.debug("agents could not be asked for their facts; their next beat asks again", e);
    }
  }

  private boolean sweep() {
    long now = clock.millis();
    if (ended || !link.connected()) {
      grace.disturbed(now);
    }
    if (!grace.over(now)) {
      return false;
    }
    List<String> silent;
    try {
      silent = ledger.sweep(SWEEP_MAX);
    } catch (Throwable e) {
      grace.disturbed(now);
      throw e;
    }
    if (!silent.isEmpty()) {
      LOG.info("{} nodes fell silent, first {}", silent.size(), silent.getFirst());
      ring(silent);
    }
    return silent.size() == SWEEP_MAX;
  }
}
