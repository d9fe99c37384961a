package io.muster.domain.rollout;

import io.muster.domain.rollout.RolloutEvent.How;
import io.muster.domain.rollout.RolloutEvent.JobRefused;
import io.muster.domain.rollout.RolloutEvent.JobStarted;
import io.muster.domain.rollout.RolloutEvent.Readied;
import io.muster.domain.rollout.RolloutEvent.Result;
import io.muster.domain.rollout.RolloutEvent.Results;
import io.muster.domain.rollout.RolloutEvent.Told;

/** What becomes of the job that is under way. */
final class Runs {
  private Runs() {}

  private static boolean isCurrent(Draft d, int seq) {
    return d.run != null && d.run.seq() == seq;
  }

  static void readied(Draft d, Readied event) {
    if (!isCurrent(d, event.run()) || d.run.ready() || d.paused) {
      return;
    }
    Run run = d.run;
    int skipped = 0;
    int started = 0;
    for (RolloutNode node : java.util.List.copyOf(d.nodes())) {
      if (node.batch() != run.batch() || node.state() != NodeState.WAITING) {
        continue;
      }
      String unfit = event.unfit().get(node.ordinal());
      if (unfit != null) {
        d.put(node.to(NodeState.SKIPPED, unfit));
        skipped++;
      } else {
        d.put(node.started(d.attempt, run.seq()));
        started++;
      }
    }
    if (skipped > 0) {
      d.note("nodes_skipped", "batch %d: %s".formatted(run.batch() + 1, Progress.nodes(skipped)));
    }
    d.run = started > 0 ? run.asReady() : null;
    if (started == 0) {
      Progress.nextBatch(d);
    }
  }

  static void started(Draft d, JobStarted event) {
    if (isCurrent(d, event.run()) && d.run.ready() && d.run.jobId() == null) {
      d.run = d.run.withJob(event.jobId());
      if (d.paused) {
        d.run = d.run.wanting(Run.Order.HOLD);
      }
      d.note("job_started", "job " + event.jobId());
    }
  }

  /** Nothing was sent, so the nodes are as they were. */
  static void refused(Draft d, JobRefused event) {
    if (!isCurrent(d, event.run()) || d.run.jobId() != null) {
      return;
    }
    Run run = d.run;
    if (run.undoes()) {
      d.change(d::isMember, node -> node.to(NodeState.UNDO_FAILED, event.message()));
    } else {
      d.change(d::isMember, node -> node.to(NodeState.WAITING, event.message()));
    }
    d.run = null;
    if (d.phase == Phase.RUNNING && d.verdict == null) {
      Progress.fail(
          d, "the job of batch " + (run.batch() + 1) + " was refused: " + event.message());
    }
  }

  static void told(Draft d, Told event) {
    if (isCurrent(d, event.run())) {
      d.run = d.run.told(event.order());
    }
  }

  static void results(Draft d, Results event) {
    if (!isCurrent(d, event.run()) || d.run.jobId() == null) {
      return;
    }
    for (Result result : event.results()) {
      RolloutNode node = d.node(result.ordinal());
      if (node != null && d.isMember(node) && isOpen(node)) {
        d.put(d.run.undoes() ? undone(node, result) : done(d, node, result));
      }
    }
    if (event.ended()) {
      String why = "the job left it out: it was cordoned or removed";
      d.change(
          node -> d.isMember(node) && isOpen(node),
          node -> node.to(d.run.undoes() ? NodeState.UNDO_FAILED : NodeState.SKIPPED, why));
      d.note(d.run.undoes() ? "undo_ended" : "batch_ended", tally(d));
      d.run = null;
      d.ended = true;
    } else {
      Progress.judge(d);
    }
  }

  private static String tally(Draft d) {
    int good = d.count(node -> d.isMember(node) && isGood(node));
    int all = d.count(d::isMember);
    return "batch %d: %d of %d nodes succeeded".formatted(d.run.batch() + 1, good, all);
  }

  private static boolean isGood(RolloutNode node) {
    return node.state() == NodeState.SUCCEEDED || node.state() == NodeState.UNDONE;
  }

  private static boolean isOpen(RolloutNode node) {
    return node.state() == NodeState.STARTED || node.state() == NodeState.UNDOING;
  }

  private static RolloutNode done(Draft d, RolloutNode node, Result result) {
    return switch (result.how()) {
      case SUCCEEDED -> node.to(NodeState.SUCCEEDED, result.message()).changedBy(d.run.seq());
      case UNCHANGED -> node.to(NodeState.SUCCEEDED, result.message());
      case FAILED -> node.to(NodeState.FAILED, result.message()).changedBy(d.run.seq());
      case NOT_DONE -> node.to(NodeState.FAILED, result.message());
      case NOT_SENT -> node.to(NodeState.WAITING, "");
    };
  }

  private static RolloutNode undone(RolloutNode node, Result result) {
    boolean good = result.how() == How.SUCCEEDED || result.how() == How.UNCHANGED;
    return good
        ? node.to(NodeState.UNDONE, result.message()).changedBy(0)
        : node.to(NodeState.UNDO_FAILED, result.message());
  }
}
