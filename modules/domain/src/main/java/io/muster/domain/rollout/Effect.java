package io.muster.domain.rollout;

import java.util.List;

/**
 * What a rollout needs done. It follows from the rollout alone and is the same every time it is
 * asked for, so whoever owns the rollout after a crash does it again; each is safe to repeat.
 */
public sealed interface Effect {
  /** Look which of the nodes can work now. */
  record MakeReady(int run, List<RolloutNode> nodes) implements Effect {}

  /** Submit the job of a run. */
  record StartJob(int run, int batch, List<RolloutNode> nodes) implements Effect {}

  /** Submit the job that undoes a run. */
  record StartUndo(int run, int of, List<RolloutNode> nodes) implements Effect {}

  /** Find the job that may have been submitted for a run, or see to it that it never is. */
  record Forestall(int run) implements Effect {}

  /** Tell the job how to go on. */
  record TellJob(int run, String jobId, Run.Order order) implements Effect {}

  /** Look which nodes of the job have ended. */
  record Observe(int run, String jobId) implements Effect {}

  /** Run the checks of a gate, until they pass or its time is over. */
  record RunChecks(Gate gate) implements Effect {}

  /** Look which of the nodes that were left out can work now. */
  record LookForReturned(int gate, List<RolloutNode> nodes) implements Effect {}
}
