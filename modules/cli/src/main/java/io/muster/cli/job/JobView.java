package io.muster.cli.job;

import io.muster.cli.api.JobEvents.Event;
import io.muster.cli.json.Fields;
import java.util.Collection;

/** Shows a job while it runs and when it is over. Called by one thread. */
interface JobView {
  /** An event as it came, before anything else is told about it. */
  default void event(Event event) {}

  /** A node printed something. */
  void output(NodeRun run, Chunk chunk);

  /** A node's task ended. */
  default void ended(NodeRun run) {}

  /** Some time passed; called at least five times a second. */
  default void tick(Tally tally) {}

  /** A line for the person in front of it. */
  default void note(String text) {
    System.err.println(text);
  }

  /**
   * Nothing more will come.
   *
   * @param job as it is known last
   * @param millis since the command began
   */
  void finish(Fields job, Collection<NodeRun> runs, Tally tally, long millis);
}
