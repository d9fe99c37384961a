package io.muster.server.rollout;

import io.muster.domain.rollout.Gate;
import io.muster.domain.rollout.NodeState;
import io.muster.domain.rollout.Rollout;
import io.muster.protocol.v1.Cause;
import io.muster.protocol.v1.NodeExplanation;
import io.muster.store.rollout.RolloutReads;
import io.muster.store.rollout.RolloutReads.OpenTask;
import io.muster.store.rollout.RolloutReads.Part;
import io.muster.store.rollout.RolloutRow;
import java.util.List;

/** Why a node is not as it should be, in one place. */
final class Explanations {
  private final RolloutReads reads;

  Explanations(RolloutReads reads) {
    this.reads = reads;
  }

  NodeExplanation explain(String nodeId) {
    NodeExplanation.Builder answer = NodeExplanation.newBuilder().setNodeId(nodeId);
    String unfit = reads.unfit(List.of(nodeId)).get(nodeId);
    if (unfit != null) {
      answer.addCauses(cause(unfit, "the node is " + unfit, "", ""));
    }
    for (Part part : reads.partsOf(nodeId)) {
      reads.head(part.rolloutId()).ifPresent(row -> part(answer, row, part));
    }
    reads.openTasks(nodeId).forEach(task -> task(answer, task));
    return answer.setConverged(answer.getCausesCount() == 0).build();
  }

  private static void part(NodeExplanation.Builder answer, RolloutRow row, Part part) {
    Rollout rollout = row.rollout();
    boolean over = rollout.phase().isFinal();
    switch (part.state()) {
      case SUCCEEDED, UNDONE -> {
        return;
      }
      case WAITING ->
          answer.addCauses(
              cause(
                  "batch",
                  over
                      ? "its batch %d was not begun: the rollout is %s"
                          .formatted(part.batch() + 1, rollout.label())
                      : "it waits for batch %d; the rollout is at batch %d of %d"
                          .formatted(part.batch() + 1, rollout.batch() + 1, rollout.batches()),
                  row.name(),
                  ""));
      case SKIPPED ->
          answer.addCauses(cause("skipped", "it was left out: " + part.message(), row.name(), ""));
      case FAILED, UNDO_FAILED ->
          answer.addCauses(
              cause("failed", part.state().label() + ": " + part.message(), row.name(), ""));
      case STARTED, UNDOING ->
          answer.addCauses(
              cause("running", "batch " + (part.batch() + 1) + " works on it", row.name(), ""));
    }
    if (!over) {
      why(answer, row, part.state());
    }
  }

  private static void why(NodeExplanation.Builder answer, RolloutRow row, NodeState state) {
    Rollout rollout = row.rollout();
    if (rollout.paused()) {
      answer.addCauses(cause("paused", "the rollout is paused", row.name(), ""));
    }
    Gate gate = rollout.gate();
    if (gate != null && state == NodeState.WAITING) {
      String until = gate.until() == null ? "" : ", until " + gate.until();
      answer.addCauses(cause("gate", rollout.reason() + until, row.name(), ""));
    }
    if (row.owner().isEmpty()) {
      answer.addCauses(
          cause("lease", "no control-plane node conducts the rollout now", row.name(), ""));
    }
  }

  private static void task(NodeExplanation.Builder answer, OpenTask task) {
    String job = task.jobName().isEmpty() ? task.jobId() : task.jobName();
    if (task.released()) {
      answer.addCauses(
          cause("task", "its task of " + job + " is " + task.state(), "", task.jobId()));
    } else if (task.held()) {
      answer.addCauses(cause("slot", job + " is held: it begins on no node", "", task.jobId()));
    } else if (task.governor() != null && task.used() >= task.capacity()) {
      answer.addCauses(
          cause(
              "governor",
              "the governor %s has %d slots and all are taken"
                  .formatted(task.governor(), task.capacity()),
              "",
              task.jobId()));
    } else {
      answer.addCauses(
          cause("slot", "it waits until fewer nodes are at work for " + job, "", task.jobId()));
    }
  }

  private static Cause cause(String kind, String text, String rollout, String job) {
    return Cause.newBuilder().setKind(kind).setText(text).setRollout(rollout).setJobId(job).build();
  }
}
