package io.muster.agent.resource;

import io.muster.agent.executor.Outcomes;
import io.muster.agent.executor.Run;
import io.muster.protocol.agent.v1.Finished;

/** The work cannot go on: it failed, or it was told to stop. Carries how the task ends. */
public final class WorkEnded extends RuntimeException {
  private final transient Finished finished;

  public WorkEnded(Finished finished) {
    super(finished.getMessage(), null, false, false);
    this.finished = finished;
  }

  /** Failed; the message names what was wrong, with which value, and what to do. */
  public static WorkEnded failed(String message) {
    return new WorkEnded(Outcomes.failed(message));
  }

  static WorkEnded stopped(Run.Stop why) {
    return new WorkEnded(Outcomes.of(why.outcome(), why.reason()));
  }

  public Finished finished() {
    return finished;
  }

  /** The same end with other words. */
  public WorkEnded saying(String message) {
    return new WorkEnded(finished.toBuilder().setMessage(message).build());
  }
}
