package io.muster.domain.rollout;

import io.muster.domain.rollout.Gate.Stage;
import io.muster.domain.rollout.RolloutEvent.Checked;
import io.muster.domain.rollout.RolloutEvent.Returned;
import java.time.Duration;
import java.time.Instant;

/** The gates between batches: checks, time, checks again, somebody's word. */
final class Gates {
  private Gates() {}

  /** A batch is done. */
  static void enter(Draft d) {
    if (d.rules.checks()) {
      check(d, Stage.CHECK);
    } else {
      afterCheck(d);
    }
  }

  static void stage(Draft d, Stage stage, Instant until) {
    d.gate = new Gate(++d.gates, stage, until);
    d.phase = Phase.WAITING;
    d.note("gate", stage.label());
  }

  private static void check(Draft d, Stage stage) {
    stage(d, stage, d.now.plus(d.rules.checkTimeout()));
    d.reason = "checks batch " + (d.batch + 1);
  }

  private static void afterCheck(Draft d) {
    Duration soak = d.rules.soak(d.batch);
    if (Progress.isLast(d)) {
      Progress.complete(d);
    } else if (!soak.isZero()) {
      stage(d, Stage.SOAK, d.now.plus(soak));
      d.reason = "watches batch " + (d.batch + 1);
    } else {
      approval(d);
    }
  }

  private static void approval(Draft d) {
    if (d.rules.autoAdvance()) {
      Progress.nextBatch(d);
    } else {
      stage(d, Stage.APPROVAL, null);
      d.reason = "waits for somebody to promote it";
    }
  }

  static void tick(Draft d) {
    Gate gate = d.gate;
    if (gate == null || d.paused || gate.until() == null || d.now.isBefore(gate.until())) {
      return;
    }
    switch (gate.stage()) {
      case SOAK -> {
        if (d.rules.checks()) {
          check(d, Stage.RECHECK);
        } else {
          approval(d);
        }
      }
      case RETURN -> Progress.finish(d);
      case CHECK, RECHECK, APPROVAL -> {
        // whoever runs the checks says how they ended
      }
    }
  }

  static void checked(Draft d, Checked event) {
    if (d.gate == null || d.gate.no() != event.gate() || d.paused || !d.gate.checks()) {
      return;
    }
    Stage stage = d.gate.stage();
    event
        .unhealthy()
        .forEach(
            (ordinal, why) -> {
              RolloutNode node = d.node(ordinal);
              if (node != null && node.state() == NodeState.SUCCEEDED) {
                d.put(node.to(NodeState.FAILED, why));
              }
            });
    d.note(event.passed() ? "check_passed" : "check_failed", event.message());
    d.phase = Phase.RUNNING;
    d.gate = null;
    Progress.judge(d);
    if (d.verdict == null && !event.passed() && event.unhealthy().isEmpty()) {
      Progress.fail(d, "a check failed: " + event.message());
    }
    if (d.verdict == null) {
      if (stage == Stage.CHECK) {
        afterCheck(d);
      } else {
        approval(d);
      }
    }
  }

  /** Nodes that came back are a batch of their own. */
  static void returned(Draft d, Returned event) {
    if (d.gate == null || d.gate.no() != event.gate() || d.paused) {
      return;
    }
    int batch = d.batches;
    int count = 0;
    for (int ordinal : event.ordinals()) {
      RolloutNode node = d.node(ordinal);
      if (node != null && node.state() == NodeState.SKIPPED) {
        d.put(node.inBatch(batch).to(NodeState.WAITING, ""));
        count++;
      }
    }
    if (count > 0) {
      d.batches++;
      d.batch = batch;
      Progress.startBatch(d);
    }
  }

  /** Somebody says that it may go on. */
  static void promote(Draft d) {
    if (d.phase != Phase.WAITING) {
      throw new Refused(
          "it is " + d.phase.label() + ", and only one that waits at a gate can be promoted");
    }
    if (d.gate.stage() == Stage.RETURN) {
      Progress.finish(d);
    } else {
      d.gate = null;
      Progress.nextBatch(d);
    }
  }
}
