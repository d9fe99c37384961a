package io.muster.server.rollout;

import io.muster.domain.rollout.Effect;
import io.muster.domain.rollout.Gate;
import io.muster.domain.rollout.NodeState;
import io.muster.domain.rollout.Phase;
import io.muster.domain.rollout.Rollout;
import io.muster.domain.rollout.RolloutEvent;
import io.muster.domain.rollout.RolloutEvent.Result;
import io.muster.domain.rollout.RolloutMachine;
import io.muster.domain.rollout.RolloutNode;
import io.muster.domain.rollout.Run;
import io.muster.protocol.Doorbells;
import io.muster.protocol.FailureCode;
import io.muster.runtime.Failure;
import io.muster.runtime.Loop;
import io.muster.store.Fence;
import io.muster.store.job.JobRow;
import io.muster.store.job.TaskRow;
import io.muster.store.rollout.RolloutLedger;
import io.muster.store.rollout.RolloutRow;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Conducts one rollout while this node holds its lease: looks what is outstanding, does it, and
 * tells the ledger what came of it. It keeps nothing that the next owner would miss.
 */
final class Conductor {
  private static final Set<FailureCode> FOR_GOOD =
      EnumSet.of(
          FailureCode.INVALID, FailureCode.DENIED, FailureCode.NOT_FOUND, FailureCode.CONFLICT);

  private final Vertx vertx;
  private final RolloutVerticle.Needs needs;
  private final Jobs jobs;
  private final ConfigRuns configs;
  private final Probes probes;
  private final String id;
  private final Fence fence;
  private final Loop loop;
  private volatile boolean stopped;
  private volatile String job = "";
  private volatile int checking;

  Conductor(
      Vertx vertx,
      RolloutVerticle.Needs needs,
      Jobs jobs,
      ConfigRuns configs,
      Probes probes,
      RolloutConfig config,
      String id,
      Fence fence) {
    this.vertx = vertx;
    this.needs = needs;
    this.jobs = jobs;
    this.configs = configs;
    this.probes = probes;
    this.id = id;
    this.fence = fence;
    this.loop = Loop.start(vertx, Fence.leaseOf(id), config.sweep(), this::round);
  }

  Fence fence() {
    return fence;
  }

  void wake() {
    loop.wake();
  }

  /** The doorbell of jobs rang. */
  void heard(String jobId) {
    if (jobId.equals(job)) {
      loop.wake();
    }
  }

  void stop() {
    stopped = true;
    loop.stop();
  }

  boolean stopped() {
    return stopped;
  }

  private boolean round() {
    if (stopped) {
      return false;
    }
    Optional<RolloutRow> found = needs.ledger().load(id);
    if (found.isEmpty() || found.get().over()) {
      stop();
      return false;
    }
    RolloutRow row = found.get();
    long version = row.version();
    try {
      if (row.rollout().phase().isFinal()) {
        close(row);
        return true;
      }
      row = advance(row);
    } catch (RolloutLedger.Fenced gone) {
      stop();
      return false;
    }
    return row.version() != version;
  }

  private void close(RolloutRow row) {
    needs.ledger().close(id, now(), configs.close(row, fence), fence);
    vertx.eventBus().publish(Doorbells.ROLLOUT, id);
  }

  private RolloutRow advance(RolloutRow row) {
    Rollout rollout = row.rollout();
    if (rollout.phase() == Phase.PENDING) {
      return apply(new RolloutEvent.Begun(now()));
    }
    Gate gate = rollout.gate();
    if (gate != null && gate.until() != null && !now().isBefore(gate.until())) {
      row = apply(new RolloutEvent.Tick(now()));
    }
    job = rollout.run() == null || rollout.run().jobId() == null ? "" : rollout.run().jobId();
    long version = row.version();
    for (Effect effect : RolloutMachine.outstanding(row.rollout())) {
      row = perform(row, effect);
      if (row.version() != version) {
        return row; // what is outstanding now may be something else
      }
    }
    return row;
  }

  private RolloutRow perform(RolloutRow row, Effect effect) {
    return switch (effect) {
      case Effect.MakeReady ready ->
          apply(new RolloutEvent.Readied(now(), ready.run(), unfit(ready.nodes())));
      case Effect.StartJob start ->
          submit(
              start.run(),
              () ->
                  row.spec().hasConfig()
                      ? configs.submitWork(row, start.run(), start.batch(), start.nodes(), fence)
                      : jobs.submitWork(row, start.run(), start.batch(), start.nodes()));
      case Effect.StartUndo undo ->
          submit(
              undo.run(),
              () ->
                  row.spec().hasConfig()
                      ? configs.submitUndo(row, undo.run(), undo.nodes(), fence)
                      : jobs.submitUndo(row, undo.run(), undo.of(), undo.nodes()));
      case Effect.Forestall forestall -> forestall(row, forestall.run());
      case Effect.TellJob tell -> {
        jobs.tell(row, tell.jobId(), tell.order());
        yield apply(new RolloutEvent.Told(now(), tell.run(), tell.order()));
      }
      case Effect.Observe observe -> observe(row, observe);
      case Effect.RunChecks checks -> check(row, checks.gate());
      case Effect.LookForReturned look -> returned(row, look);
    };
  }

  private RolloutRow submit(int run, Supplier<String> submit) {
    try {
      return apply(new RolloutEvent.JobStarted(now(), run, submit.get()));
    } catch (Failure e) {
      if (isForGood(e)) {
        return apply(new RolloutEvent.JobRefused(now(), run, e.getMessage()));
      }
      throw e;
    }
  }

  /** Whether trying again would be refused again. */
  static boolean isForGood(Failure failure) {
    return FOR_GOOD.contains(failure.code());
  }

  private RolloutRow forestall(RolloutRow row, int run) {
    Optional<String> known = jobs.forestall(row, run);
    if (known.isEmpty() && row.spec().hasConfig()) {
      configs.forestalled(row, row.rollout().run(), fence);
    }
    return apply(
        known.isPresent()
            ? new RolloutEvent.JobStarted(now(), run, known.get())
            : new RolloutEvent.JobRefused(now(), run, "it was not sent"));
  }

  private RolloutRow observe(RolloutRow row, Effect.Observe observe) {
    Run run = row.rollout().run();
    Map<String, RolloutNode> open = new HashMap<>();
    row.rollout()
        .membersOf(run)
        .filter(node -> node.state() == NodeState.STARTED || node.state() == NodeState.UNDOING)
        .forEach(node -> open.put(node.nodeId(), node));
    Optional<JobRow> found = jobs.job(observe.jobId());
    if (found.isEmpty()) {
      return apply(new RolloutEvent.Results(now(), observe.run(), List.of(), true));
    }
    boolean ended = found.get().job().state().isFinal();
    boolean config = row.spec().hasConfig();
    List<Result> results = new ArrayList<>();
    for (TaskRow task : jobs.ended(observe.jobId())) {
      RolloutNode node = open.remove(task.nodeId());
      if (node != null) {
        RolloutEvent.How how = config ? ConfigRuns.how(run, task.task()) : Jobs.how(task.task());
        results.add(new Result(node.ordinal(), how, Jobs.message(task.task())));
      }
    }
    if (ended && config) {
      results.addAll(configs.leftOut(row, run, open.values(), fence));
    }
    return results.isEmpty() && !ended
        ? row
        : apply(new RolloutEvent.Results(now(), observe.run(), results, ended));
  }

  private RolloutRow check(RolloutRow row, Gate gate) {
    if (checking != gate.no()) {
      checking = gate.no();
      Checks checks =
          new Checks(vertx, jobs, probes, row, gate, needs.clock(), () -> waitsAt(gate));
      vertx.getOrCreateContext().runOnContext(v -> run(checks, gate));
    }
    return row;
  }

  private void run(Checks checks, Gate gate) {
    try {
      Optional<RolloutEvent.Checked> checked = checks.run();
      if (checked.isPresent() && !stopped) {
        apply(checked.get());
      }
    } catch (RolloutLedger.Fenced gone) {
      stop();
    } catch (Failure e) {
      checking = 0; // the next round begins it again
    } finally {
      loop.wake();
    }
  }

  private boolean waitsAt(Gate gate) {
    return !stopped
        && needs
            .ledger()
            .load(id)
            .map(row -> gate.equals(row.rollout().gate()) && !row.rollout().paused())
            .orElse(false);
  }

  private RolloutRow returned(RolloutRow row, Effect.LookForReturned look) {
    Map<Integer, String> unfit = unfit(look.nodes());
    List<Integer> back =
        look.nodes().stream()
            .map(RolloutNode::ordinal)
            .filter(ordinal -> !unfit.containsKey(ordinal))
            .toList();
    return back.isEmpty() ? row : apply(new RolloutEvent.Returned(now(), look.gate(), back));
  }

  private Map<Integer, String> unfit(List<RolloutNode> nodes) {
    Map<String, String> reasons =
        needs.reads().unfit(nodes.stream().map(RolloutNode::nodeId).toList());
    Map<Integer, String> unfit = new HashMap<>();
    for (RolloutNode node : nodes) {
      String reason = reasons.get(node.nodeId());
      if (reason != null) {
        unfit.put(node.ordinal(), reason);
      }
    }
    return unfit;
  }

  private RolloutRow apply(RolloutEvent event) {
    RolloutRow row = needs.ledger().apply(id, event, "", fence);
    vertx.eventBus().publish(Doorbells.ROLLOUT, id);
    return row;
  }

  private Instant now() {
    return needs.clock().instant();
  }
}
