package io.muster.agent.executors.shell;

import io.muster.agent.executor.Outcomes;
import io.muster.protocol.agent.v1.Finished;

/** A command that could not be started. */
final class CannotRun extends RuntimeException {
  private final transient Finished finished;

  CannotRun(String message) {
    this(Outcomes.failed(message));
  }

  /** With the exit code that a shell would give: 127 not found, 126 not executable. */
  CannotRun(int exitCode, String message) {
    this(Outcomes.failed(exitCode, message));
  }

  private CannotRun(Finished finished) {
    super(finished.getMessage(), null, false, false);
    this.finished = finished;
  }

  Finished finished() {
    return finished;
  }
}
