package io.muster.server.rollout;

import io.muster.domain.rollout.Gate;
import io.muster.domain.rollout.NodeState;
import io.muster.domain.rollout.RolloutEvent.Checked;
import io.muster.domain.rollout.RolloutNode;
import io.muster.domain.task.TaskState;
import io.muster.protocol.v1.RolloutChecks;
import io.muster.runtime.Signal;
import io.muster.store.job.JobRow;
import io.muster.store.job.TaskRow;
import io.muster.store.rollout.RolloutRow;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The checks of one gate: all of them, again and again, until they pass or the gate's time is over.
 * The jobs of the health command have fixed request ids, so another node that begins anew finds
 * what they said.
 */
final class Checks {
  private static final Duration LOOK = Duration.ofMillis(100);

  private final Vertx vertx;
  private final Jobs jobs;
  private final Probes probes;
  private final RolloutRow row;
  private final Gate gate;
  private final Clock clock;
  private final BooleanSupplier wanted;
  private final RolloutChecks spec;
  private List<RolloutNode> unproven;
  private final Map<Integer, String> unhealthy = new HashMap<>();

  Checks(
      Vertx vertx,
      Jobs jobs,
      Probes probes,
      RolloutRow row,
      Gate gate,
      Clock clock,
      BooleanSupplier wanted) {
    this.vertx = vertx;
    this.jobs = jobs;
    this.probes = probes;
    this.row = row;
    this.gate = gate;
    this.clock = clock;
    this.wanted = wanted;
    this.spec = row.spec().getChecks();
    int batch = row.rollout().batch();
    this.unproven =
        row.rollout().nodes().stream()
            .filter(node -> node.batch() == batch && node.state() == NodeState.SUCCEEDED)
            .toList();
  }

  /** Awaits; empty when nobody waits for the answer any more. */
  Optional<Checked> run() {
    Duration every = duration(spec.getEvery());
    for (int attempt = 0; wanted.getAsBoolean(); attempt++) {
      String wrong = once(attempt);
      if (wrong == null) {
        return Optional.empty();
      }
      if (wrong.isEmpty()) {
        return Optional.of(new Checked(clock.instant(), gate.no(), true, Map.of(), ""));
      }
      if (!clock.instant().plus(every).isBefore(gate.until())) {
        return Optional.of(
            new Checked(clock.instant(), gate.no(), false, Map.copyOf(unhealthy), wrong));
      }
      new Signal(vertx).await(every);
    }
    return Optional.empty();
  }

  /** What is wrong; empty when all is well, null when nobody wants to know any more. */
  private String once(int attempt) {
    Duration left = Duration.between(clock.instant(), gate.until());
    Duration limit = left.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : left;
    if (!spec.getTcp().isEmpty()) {
      String wrong = probes.tcp(spec.getTcp(), limit);
      if (!wrong.isEmpty()) {
        return wrong;
      }
    }
    if (!spec.getHttp().isEmpty()) {
      String wrong = probes.http(spec.getHttp(), limit);
      if (!wrong.isEmpty()) {
        return wrong;
      }
    }
    if (spec.hasPrometheus()) {
      String wrong = probes.prometheus(spec.getPrometheus(), limit);
      if (!wrong.isEmpty()) {
        return wrong;
      }
    }
    return spec.hasHealth() && !unproven.isEmpty() ? health(attempt) : "";
  }

  private String health(int attempt) {
    String job = jobs.submitHealth(row, gate.no(), attempt, unproven);
    Signal signal = new Signal(vertx);
    Optional<JobRow> state = jobs.job(job);
    while (state.isPresent() && !state.get().job().state().isFinal()) {
      signal.await(LOOK);
      if (!wanted.getAsBoolean()) {
        return null;
      }
      state = jobs.job(job);
    }
    Map<String, String> failed = new HashMap<>();
    unproven.forEach(node -> failed.put(node.nodeId(), "left out: cordoned or removed"));
    for (TaskRow task : jobs.ended(job)) {
      if (task.task().state() == TaskState.SUCCEEDED) {
        failed.remove(task.nodeId());
      } else {
        failed.put(task.nodeId(), Jobs.message(task.task()));
      }
    }
    unproven = unproven.stream().filter(node -> failed.containsKey(node.nodeId())).toList();
    unhealthy.clear();
    unproven.forEach(
        node -> unhealthy.put(node.ordinal(), "health check failed: " + failed.get(node.nodeId())));
    return unproven.isEmpty()
        ? ""
        : "the health check failed on "
            + unproven.size()
            + " nodes, the first is "
            + unproven.getFirst().nodeId()
            + ": "
            + failed.get(unproven.getFirst().nodeId());
  }

  private static Duration duration(com.google.protobuf.Duration duration) {
    return Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
  }
}
