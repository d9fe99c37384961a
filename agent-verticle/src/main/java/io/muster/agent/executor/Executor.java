package io.muster.agent.executor;

import io.muster.protocol.agent.v1.Finished;
import io.muster.protocol.agent.v1.Task;
import java.util.function.UnaryOperator;

/**
 * Does one kind of work once. Found with {@link java.util.ServiceLoader}; one instance serves all
 * tasks of an agent, side by side.
 */
public interface Executor {
  /** The case of {@code Task.work} that it does. */
  Task.WorkCase kind();

  /** Called once before the first task. {@code settings} gives an executor's settings by key. */
  default void configure(UnaryOperator<String> settings) {}

  /** Called when a setting changed while the agent runs; what runs already may keep the old one. */
  default void reconfigure(UnaryOperator<String> settings) {}

  /**
   * Does the work and returns how it ended; what fails in the work is an outcome, never an
   * exception. Runs on a thread of its own and may block. It ends soon after {@link Run#stop()}
   * completes, with nothing of its own left running, and keeps to {@code task.timeout_ms} itself.
   */
  Finished execute(Task task, Run run);

  /**
   * Ends what a run left behind when the agent died in the middle of it.
   *
   * @param trace what the run gave to {@link Run#started}
   */
  default void endLeftover(String trace) {}
}
