package io.muster.domain.rollout;

import io.muster.domain.rollout.RolloutEvent.Asked;

/** What people ask for. */
final class Wishes {
  private Wishes() {}

  static void asked(Draft d, Asked asked) {
    d.note(asked.verb().label(), asked.reason());
    switch (asked.verb()) {
      case PAUSE -> pause(d);
      case RESUME -> resume(d);
      case PROMOTE -> {
        if (d.paused) {
          throw new Refused("it is paused; resume it first");
        }
        Gates.promote(d);
      }
      case ABORT -> abort(d, asked.reason());
      case RETRY -> retry(d);
      case ROLLBACK -> rollBack(d, asked.reason());
    }
  }

  private static void pause(Draft d) {
    if (d.paused || d.phase.isFinal() || d.phase == Phase.ABORTING) {
      throw new Refused("it is " + label(d) + " and cannot be paused");
    }
    d.paused = true;
    if (d.run != null) {
      d.run = d.run.wanting(Run.Order.HOLD);
    }
  }

  private static void resume(Draft d) {
    if (!d.paused) {
      throw new Refused("it is " + label(d) + ", not paused");
    }
    d.paused = false;
    if (d.run != null) {
      d.run = d.run.wanting(Run.Order.GO);
    }
    if (d.gate != null && d.gate.checks()) { // the time for the checks begins anew
      d.gate = new Gate(++d.gates, d.gate.stage(), d.now.plus(d.rules.checkTimeout()));
    }
  }

  private static void abort(Draft d, String why) {
    if (d.phase.isFinal() || d.phase == Phase.ABORTING) {
      throw new Refused("it is " + label(d) + " and cannot be aborted");
    }
    d.paused = false;
    d.gate = null;
    d.verdict = null;
    d.enter(Phase.ABORTING, why);
    end(d, Run.Order.CANCEL);
  }

  /** Ends the run under way; one that was not ready was not sent. */
  private static void end(Draft d, Run.Order how) {
    if (d.run == null) {
      return;
    }
    d.run = d.run.ready() ? d.run.wanting(how) : null;
  }

  private static void retry(Draft d) {
    if (d.phase == Phase.ROLLBACK_FAILED) {
      rollBack(d, "");
      return;
    }
    if (d.phase != Phase.FAILED && d.phase != Phase.ABORTED) {
      throw new Refused(
          "it is " + label(d) + "; only one that failed or was aborted can be retried");
    }
    if (d.any(node -> isUndo(node.state()))) {
      throw new Refused("it was rolled back in part; roll back the rest, or start a new one");
    }
    d.attempt++;
    d.finishedAt = null;
    d.change(
        node -> node.state() == NodeState.FAILED,
        node -> node.to(NodeState.WAITING, node.message()).inBatch(d.batch));
    d.phase = Phase.RUNNING;
    d.reason = "";
    if (d.any(node -> node.state() == NodeState.WAITING && node.batch() == d.batch)) {
      Progress.startBatch(d);
    }
  }

  private static boolean isUndo(NodeState state) {
    return state.compareTo(NodeState.UNDOING) >= 0;
  }

  private static void rollBack(Draft d, String why) {
    if (!d.rules.undoable()) {
      throw new Refused("nothing is known that undoes its work; it was started without an undo");
    }
    if (d.phase == Phase.ROLLING_BACK || d.phase == Phase.ROLLED_BACK) {
      throw new Refused("it is " + label(d) + " already");
    }
    d.paused = false;
    d.change(
        node -> node.state() == NodeState.UNDO_FAILED,
        node -> node.to(NodeState.FAILED, node.message()));
    Progress.rollBack(d, why);
    end(d, Run.Order.DRAIN);
  }

  private static String label(Draft d) {
    return d.paused ? "paused" : d.phase.label();
  }
}
