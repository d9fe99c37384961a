package io.muster.server.rollout;

import io.muster.domain.rollout.RolloutEvent.How;
import io.muster.domain.rollout.RolloutEvent.Result;
import io.muster.domain.rollout.RolloutNode;
import io.muster.domain.rollout.Run;
import io.muster.domain.task.Task;
import io.muster.protocol.internal.v1.AssignedConfig;
import io.muster.protocol.v1.ConfigWork;
import io.muster.protocol.v1.SubmitJobRequest;
import io.muster.runtime.Failure;
import io.muster.store.Fence;
import io.muster.store.rollout.RolloutRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Runs of a rollout of a configuration. Nodes are given it before the job is submitted, which only
 * waits until they say that they run it: so whatever becomes of the job, they count as changed.
 */
final class ConfigRuns {
  private final Jobs jobs;
  private final ConfigChanges changes;

  ConfigRuns(Jobs jobs, ConfigChanges changes) {
    this.jobs = jobs;
    this.changes = changes;
  }

  String submitWork(RolloutRow row, int run, int batch, List<RolloutNode> nodes, Fence fence) {
    ConfigWork work = changes.assign(row, run, nodes, fence);
    SubmitJobRequest.Builder job =
        Jobs.job(row, ConfigChanges.ids(nodes), Jobs.batchName(batch)).setConfig(work);
    try {
      return jobs.submit(row, run, job);
    } catch (Failure e) {
      if (Conductor.isForGood(e)) {
        changes.takeBack(row, run, nodes, fence);
      }
      throw e;
    }
  }

  String submitUndo(RolloutRow row, int run, List<RolloutNode> nodes, Fence fence) {
    AssignedConfig given = changes.revert(row, run, nodes, fence);
    List<String> touched = given.getNodeIdsList();
    List<String> asked = touched.isEmpty() ? given.getKeptNodeIdsList() : touched;
    if (asked.isEmpty()) {
      throw Failure.conflict(
          "the nodes were given another configuration since; apply what it should be instead");
    }
    ConfigWork work =
        ConfigWork.newBuilder()
            .setComponent(given.getComponent())
            .setRevision(touched.isEmpty() ? 1 : given.getRevision())
            .setOrNone(true)
            .build();
    return jobs.submit(row, run, Jobs.job(row, asked, "undo").setConfig(work));
  }

  /** The nodes of a run that was not sent. */
  void forestalled(RolloutRow row, Run run, Fence fence) {
    if (!run.undoes()) {
      changes.takeBack(row, run.seq(), row.rollout().membersOf(run).toList(), fence);
    }
  }

  /** As {@link Jobs#how}: who was given it is changed, whatever the job says. */
  static How how(Run run, Task task) {
    How how = Jobs.how(task);
    if (run.undoes()) {
      return how;
    }
    return switch (how) {
      case SUCCEEDED, UNCHANGED -> How.SUCCEEDED;
      case FAILED, NOT_DONE, NOT_SENT -> How.FAILED;
    };
  }

  /** What became of nodes that the job, which has ended, left out. */
  List<Result> leftOut(RolloutRow row, Run run, Collection<RolloutNode> nodes, Fence fence) {
    if (nodes.isEmpty()) {
      return List.of();
    }
    if (!run.undoes()) {
      changes.takeBack(row, run.seq(), List.copyOf(nodes), fence);
      return List.of(); // they count as left out
    }
    List<RolloutNode> all = row.rollout().membersOf(run).toList();
    AssignedConfig given = changes.revert(row, run.seq(), all, fence);
    List<Result> results = new ArrayList<>();
    for (RolloutNode node : nodes) {
      if (given.getKeptNodeIdsList().contains(node.nodeId())) {
        results.add(new Result(node.ordinal(), How.UNCHANGED, ""));
      } else if (!given.getNodeIdsList().contains(node.nodeId())) {
        String why = "it was given another configuration since";
        results.add(new Result(node.ordinal(), How.FAILED, why));
      }
    }
    return results;
  }

  /** What follows from the end of the rollout. */
  String close(RolloutRow row, Fence fence) {
    return changes.close(row, fence);
  }
}
