package io.muster.agent.resource;

import io.muster.agent.executor.Executor;
import io.muster.agent.executor.Outcomes;
import io.muster.agent.executor.Run;
import io.muster.protocol.agent.v1.Finished;
import io.muster.protocol.agent.v1.Outcome;
import io.muster.protocol.agent.v1.Task;
import java.util.ArrayList;
import java.util.List;

/** Puts back what a job changed on this node, whichever resources it changed it with. */
public final class UndoExecutor implements Executor {
  private final List<Resource> resources;
  private final Executor shell;

  public UndoExecutor(List<Resource> resources, Executor shell) {
    this.resources = List.copyOf(resources);
    this.shell = shell;
  }

  @Override
  public Task.WorkCase kind() {
    return Task.WorkCase.UNDO;
  }

  @Override
  public Finished execute(Task task, Run run) {
    run.started(0, "");
    Work work = new Work(task, run, shell);
    String job = task.getUndo().getJobId();
    List<Finished> ends = new ArrayList<>();
    try {
      for (Resource resource : resources) {
        for (Change change : resource.undo(job, work)) {
          ends.add(undo(change, task.getDryRun(), work));
        }
      }
    } catch (WorkEnded e) {
      ends.add(e.finished());
    }
    return ends.isEmpty()
        ? Outcomes.skipped("job " + job + " changed nothing on this node")
        : joined(ends);
  }

  private static Finished undo(Change change, boolean dryRun, Work work) {
    try (change) {
      return ResourceExecutor.make(change, dryRun, work);
    } catch (WorkEnded e) {
      return e.finished();
    }
  }

  /** The worst end, with every message; skipped only when nothing at all was to do. */
  private static Finished joined(List<Finished> ends) {
    Finished worst = ends.getFirst();
    for (Finished end : ends) {
      boolean bad = end.getOutcome() != Outcome.OUTCOME_SUCCEEDED;
      if (worst.getOutcome() == Outcome.OUTCOME_SUCCEEDED && (bad || worst.getSkipped())) {
        worst = end;
      }
    }
    List<String> messages =
        ends.stream().map(Finished::getMessage).filter(m -> !m.isEmpty()).distinct().toList();
    return worst.toBuilder().setMessage(String.join("\n", messages)).build();
  }

  @Override
  public void endLeftover(String trace) {
    if (!trace.isEmpty()) {
      shell.endLeftover(trace);
    }
  }
}
