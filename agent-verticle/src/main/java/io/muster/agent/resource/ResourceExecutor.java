package io.muster.agent.resource;

import io.muster.agent.executor.Executor;
import io.muster.agent.executor.Outcomes;
import io.muster.agent.executor.Run;
import io.muster.protocol.agent.v1.Finished;
import io.muster.protocol.agent.v1.Outcome;
import io.muster.protocol.agent.v1.Task;

/**
 * Turns a task into observing, then one of three: it is so already, which counts as skipped; a dry
 * run, which prints what would change; or making it so, which prints one line about it.
 */
public final class ResourceExecutor implements Executor {
  private final Resource resource;
  private final Executor shell;

  /** {@code shell} runs the commands that belong to the work. */
  public ResourceExecutor(Resource resource, Executor shell) {
    this.resource = resource;
    this.shell = shell;
  }

  @Override
  public Task.WorkCase kind() {
    return resource.kind();
  }

  @Override
  public Finished execute(Task task, Run run) {
    run.started(0, "");
    Work work = new Work(task, run, shell);
    try (Change change = resource.observe(task, work)) {
      return make(change, task.getDryRun(), work);
    } catch (WorkEnded e) {
      return e.finished();
    }
  }

  static Finished make(Change change, boolean dryRun, Work work) {
    if (!change.needed()) {
      return Outcomes.skipped(change.summary());
    }
    if (dryRun) {
      work.print(change.diff());
      return Outcomes.of(Outcome.OUTCOME_SUCCEEDED, change.summary());
    }
    work.print(change.apply() + "\n");
    return Outcomes.of(Outcome.OUTCOME_SUCCEEDED, "");
  }

  @Override
  public void endLeftover(String trace) {
    if (!trace.isEmpty()) {
      shell.endLeftover(trace);
    }
  }
}
