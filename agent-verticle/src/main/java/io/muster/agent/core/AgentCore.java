package io.muster.agent.core;

import com.google.protobuf.InvalidProtocolBufferException;
import io.muster.agent.executor.Executor;
import io.muster.agent.executor.Outcomes;
import io.muster.agent.ledger.Ledger;
import io.muster.link.Link;
import io.muster.protocol.Subjects;
import io.muster.protocol.agent.v1.Ctl;
import io.muster.protocol.agent.v1.Outcome;
import io.muster.protocol.agent.v1.Profile;
import io.muster.protocol.agent.v1.Signed;
import io.muster.protocol.agent.v1.Vitals;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One agent: hears tasks and orders of its node, runs them once, and tells what came of them. It
 * owns neither its link nor its ledger, which the caller closes after {@link #stop}; links may be
 * shared by many agents.
 */
public final class AgentCore {
  private static final Logger LOG = LoggerFactory.getLogger(AgentCore.class);
  private static final Duration LAST_REPLIES = Duration.ofSeconds(3);

  private final AgentScope scope;
  private final Link link;
  private final Verifier verifier;
  private final List<Executor> executors;
  private final Endings endings;
  private final Runs runs;
  private final Intake intake;
  private final Heart heart;
  private final CatchUpLoop catchUp;
  private final ConfigLoop config;
  private final List<Link.Subscription> subscriptions = new ArrayList<>();
  private volatile boolean stopped;

  /**
   * Makes an agent that does nothing until {@link #start}.
   *
   * @param profile what the node says of itself, asked before every beat: it must be cheap
   * @param vitals what it measured since it was asked last, asked at every beat: it must be cheap
   * @param configs takes configuration; {@link Configs#NONE} for an agent that wants none
   */
  public AgentCore(
      AgentOptions options,
      Link link,
      Verifier verifier,
      Ledger ledger,
      List<Executor> executors,
      Supplier<Profile> profile,
      Supplier<Optional<Vitals>> vitals,
      Configs configs,
      Workers workers,
      InstantSource clock) {
    String session = UUID.randomUUID().toString();
    Sender sender = new Sender(options.nodeId(), link, ledger, workers);
    this.scope =
        new AgentScope(
            new AtomicReference<>(options), ledger, sender, workers, clock, configs::secrets);
    this.link = link;
    this.verifier = verifier;
    this.executors = executors;
    this.endings = new Endings(scope, link);
    this.runs = new Runs(scope, endings, executors, () -> {}, this::catchUpNow);
    this.intake = new Intake(scope, verifier, runs, endings);
    this.heart = new Heart(scope, link, session, profile, vitals, runs::running, configs);
    this.catchUp = new CatchUpLoop(scope, link, session, intake);
    this.config = new ConfigLoop(scope, link, verifier, configs, () -> heart.beat(false));
  }

  /** Ends what a crash left open, then hears, then asks what it missed. Returns at once. */
  public void start() {
    scope.ledger().orphans().forEach(orphan -> scope.workers().run(() -> endOrphan(orphan)));
    String node = scope.options().nodeId();
    subscriptions.add(
        link.subscribe(
            Subjects.task(node), null, message -> scope.workers().run(() -> task(message.data()))));
    subscriptions.add(
        link.subscribe(
            Subjects.ctl(node), null, message -> scope.workers().run(() -> ctl(message.data()))));
    heart.start();
    catchUp.start();
    config.start();
    link.onChange(
        change -> {
          if (change == Link.Change.CONNECTED && !stopped) {
            scope.workers().run(this::connected);
          }
        });
  }

  private void connected() {
    heart.beatFully();
    catchUp.ask();
    config.ask();
    scope.sender().kickAll();
  }

  private void catchUpNow() {
    catchUp.ask();
  }

  private void endOrphan(Ledger.Orphan orphan) {
    int colon = orphan.trace().indexOf(':');
    String kind = colon < 0 ? "" : orphan.trace().substring(0, colon);
    for (Executor executor : executors) {
      if (executor.kind().name().equals(kind)) {
        executor.endLeftover(orphan.trace().substring(colon + 1));
      }
    }
    LOG.warn("attempt {} was running when the agent died: its outcome is unknown", orphan.key());
    endings.end(
        orphan.key(),
        orphan.nextSeq(),
        Outcomes.of(
            Outcome.OUTCOME_UNKNOWN,
            "the agent died while it ran; what was left of it was ended at the agent's restart"));
  }

  private void task(byte[] data) {
    try {
      intake.hear(Signed.parseFrom(data));
    } catch (InvalidProtocolBufferException e) {
      LOG.warn("a message on the task subject could not be read: {}", e.getMessage());
    }
  }

  private void ctl(byte[] data) {
    try {
      Signed signed = Signed.parseFrom(data);
      String objection = verifier.objection(signed, "ctl");
      if (objection != null) {
        LOG.warn("an order that the control plane did not sign was dropped: {}", objection);
        return;
      }
      Ctl ctl = Ctl.parseFrom(signed.getBody());
      if (!ctl.getNodeId().equals(scope.options().nodeId())) {
        LOG.warn("an order for node {} was dropped", ctl.getNodeId());
        return;
      }
      obey(ctl);
    } catch (InvalidProtocolBufferException e) {
      LOG.warn("a message on the ctl subject could not be read: {}", e.getMessage());
    }
  }

  private void obey(Ctl ctl) {
    switch (ctl.getOrderCase()) {
      case CANCEL -> intake.cancel(ctl.getCancel());
      case SEND_FACTS -> heart.beatFully();
      case CATCH_UP -> catchUp.ask();
      case FETCH_CONFIG -> config.ask();
      case ORDER_NOT_SET -> LOG.warn("an order of a newer control plane was not understood");
    }
  }

  /** Says now what the node is like, because it changed. */
  public void profileChanged() {
    heart.beat(false);
  }

  /** Asks for configuration now. */
  public void fetchConfig() {
    config.ask();
  }

  /** Goes on with other options; the node's id and the version stay as they are. */
  public void reconfigure(AgentOptions options) {
    AgentOptions before = scope.present().getAndSet(options);
    if (!before.heartbeat().equals(options.heartbeat())) {
      heart.reconfigured();
    }
    runs.fill();
  }

  public int running() {
    return runs.running();
  }

  /**
   * Stops in an orderly way: says so, hears nothing more, gives running tasks the grace and ends
   * them after it (they end as cancelled, "the agent was stopped"), and sends the last replies.
   * What could not be sent is in the ledger for the next start.
   */
  public CompletableFuture<Void> stop() {
    stopped = true;
    catchUp.stop();
    config.stop();
    subscriptions.forEach(Link.Subscription::close);
    heart.stop();
    return runs.stop(scope.options().stopGrace())
        .thenCompose(idle -> scope.sender().drain(LAST_REPLIES));
  }
}
