package io.muster.domain.rollout;

import io.muster.domain.rollout.Rollout.Verdict;
import java.util.Comparator;

/** Where a rollout goes when nothing is under way. */
final class Progress {
  private Progress() {}

  static void begin(Draft d) {
    if (d.phase == Phase.PENDING) {
      d.enter(Phase.RUNNING, "");
      startBatch(d);
    }
  }

  /** Goes on until something is under way, or somebody or something is waited for. */
  static void proceed(Draft d) {
    if (d.run != null || d.paused || d.phase.isFinal()) {
      return;
    }
    if (d.phase == Phase.ABORTING) {
      d.enter(Phase.ABORTED, d.reason);
    } else if (d.phase == Phase.ROLLING_BACK) {
      undoNext(d);
    } else if (d.verdict == Verdict.FAIL) {
      d.enter(Phase.FAILED, d.reason);
    } else if (d.verdict == Verdict.ROLL_BACK) {
      rollBack(d, d.reason);
      undoNext(d);
    } else if (d.phase == Phase.RUNNING && d.batch < d.batches) {
      afterRun(d);
    }
  }

  private static void afterRun(Draft d) {
    if (d.any(node -> node.batch() == d.batch && node.state() == NodeState.WAITING)) {
      if (d.ended) {
        fail(d, "the job of batch " + (d.batch + 1) + " was cancelled");
        proceed(d);
      } else {
        startBatch(d);
      }
      return;
    }
    judge(d);
    if (d.verdict != null) {
      proceed(d);
    } else {
      Gates.enter(d);
    }
  }

  /** Starts the batch, or passes over it when it has no node to work on. */
  static void startBatch(Draft d) {
    d.phase = Phase.RUNNING;
    d.gate = null;
    d.reason = "";
    int waiting = d.count(node -> node.batch() == d.batch && node.state() == NodeState.WAITING);
    if (waiting > 0) {
      d.run = Run.work(++d.runs, d.batch);
      d.note(
          "batch_started", "batch %d of %d: %s".formatted(d.batch + 1, d.batches, nodes(waiting)));
    } else {
      nextBatch(d);
    }
  }

  /** The next batch that has nodes to work on, or the end. */
  static void nextBatch(Draft d) {
    int next =
        d.nodes().stream()
            .filter(node -> node.state() == NodeState.WAITING && node.batch() > d.batch)
            .mapToInt(RolloutNode::batch)
            .min()
            .orElse(-1);
    if (next < 0) {
      complete(d);
    } else {
      d.batch = next;
      startBatch(d);
    }
  }

  static boolean isLast(Draft d) {
    return !d.any(node -> node.state() == NodeState.WAITING && node.batch() > d.batch);
  }

  /** Every batch is done. */
  static void complete(Draft d) {
    int left = d.count(node -> node.state() == NodeState.SKIPPED);
    if (left > 0 && !d.rules.returnFor().isZero()) {
      Gates.stage(d, Gate.Stage.RETURN, d.now.plus(d.rules.returnFor()));
      d.reason = "waits for " + nodes(left) + " left out";
      return;
    }
    finish(d);
  }

  static void finish(Draft d) {
    int failed = d.count(node -> node.state() == NodeState.FAILED);
    int left = d.count(node -> node.state() == NodeState.SKIPPED);
    String failures = failed == 0 ? "" : nodes(failed) + " failed, as many as may";
    String skipped = left == 0 ? "" : nodes(left) + " left out";
    String separator = failed > 0 && left > 0 ? "; " : "";
    d.enter(Phase.SUCCEEDED, failures + separator + skipped);
  }

  /** Decides whether too many have failed. */
  static void judge(Draft d) {
    if (d.verdict != null || d.phase != Phase.RUNNING) {
      return;
    }
    int total = d.count(node -> node.batch() >= 0);
    int failed = d.count(node -> node.state() == NodeState.FAILED);
    int ofBatch = d.count(node -> node.batch() == d.batch);
    int inBatch = d.count(node -> node.batch() == d.batch && node.state() == NodeState.FAILED);
    if (d.rules.maxFailures().exceeded(failed, total)) {
      fail(d, "%d of %d nodes failed, %s may".formatted(failed, total, d.rules.maxFailures()));
    } else if (d.rules.maxBatchFailures().exceeded(inBatch, ofBatch)) {
      fail(
          d,
          "%d of %d nodes of batch %d failed, %s may"
              .formatted(inBatch, ofBatch, d.batch + 1, d.rules.maxBatchFailures()));
    }
  }

  /** It stops or goes back, once what is at work has ended. */
  static void fail(Draft d, String why) {
    d.verdict = d.rules.rollBack() ? Verdict.ROLL_BACK : Verdict.FAIL;
    d.reason = why;
    d.note("gave_up", why);
    if (d.run != null) {
      d.run = d.run.wanting(Run.Order.DRAIN);
    }
  }

  static void rollBack(Draft d, String why) {
    d.enter(Phase.ROLLING_BACK, why);
    d.gate = null;
    d.verdict = null;
  }

  private static void undoNext(Draft d) {
    int of =
        d.nodes().stream()
            .filter(RolloutNode::toUndo)
            .map(RolloutNode::changedBy)
            .max(Comparator.naturalOrder())
            .orElse(0);
    if (of == 0) {
      int failed = d.count(node -> node.state() == NodeState.UNDO_FAILED);
      if (failed > 0) {
        d.enter(Phase.ROLLBACK_FAILED, nodes(failed) + " could not be put back");
      } else {
        d.enter(Phase.ROLLED_BACK, d.reason);
      }
      return;
    }
    int seq = ++d.runs;
    int count =
        d.change(node -> node.toUndo() && node.changedBy() == of, node -> node.undoing(seq));
    int batch =
        d.nodes().stream().filter(node -> node.run() == seq).findFirst().orElseThrow().batch();
    d.run = Run.undo(seq, of, batch);
    d.note("undo_started", "batch %d: %s".formatted(batch + 1, nodes(count)));
  }

  /** So many nodes, in words. */
  static String nodes(long count) {
    return count + (count == 1 ? " node" : " nodes");
  }
}
