package io.muster.agent.resource;

import io.muster.protocol.agent.v1.Task;
import java.util.List;

/**
 * Makes one kind of thing so: what is so already is left alone. Found with {@link
 * java.util.ServiceLoader}; one instance serves all tasks of an agent, side by side.
 */
public interface Resource {
  /** The case of {@code Task.work} that it makes so. */
  Task.WorkCase kind();

  /** Called once before the first task; mends what a crash left behind. */
  default void configure(Host host) {}

  /**
   * Looks how it is and changes nothing.
   *
   * @return what stands between how it is and how the task wants it; the caller closes it
   * @throws WorkEnded when it cannot be told, or never can be made so
   */
  Change observe(Task task, Work work);

  /**
   * What would put back what a job changed here; empty when that job changed nothing. Each looks
   * when it is first asked.
   */
  default List<Change> undo(String jobId, Work work) {
    return List.of();
  }
}
