package io.muster.agent.executor;

import io.muster.protocol.agent.v1.Finished;
import io.muster.protocol.agent.v1.Outcome;

/** The ways in which a task ends, as messages. */
public final class Outcomes {
  private Outcomes() {}

  public static Finished exit(int code) {
    return Finished.newBuilder()
        .setOutcome(code == 0 ? Outcome.OUTCOME_SUCCEEDED : Outcome.OUTCOME_FAILED)
        .setExitCode(code)
        .build();
  }

  public static Finished signal(int signal) {
    return Finished.newBuilder()
        .setOutcome(Outcome.OUTCOME_FAILED)
        .setSignal(signal)
        .setMessage("ended by signal " + signal)
        .build();
  }

  /** Failed before or without a process of its own. */
  public static Finished failed(String message) {
    return of(Outcome.OUTCOME_FAILED, message);
  }

  public static Finished failed(int exitCode, String message) {
    return failed(message).toBuilder().setExitCode(exitCode).build();
  }

  /** A guard said that there is nothing to do. */
  public static Finished skipped(String why) {
    return of(Outcome.OUTCOME_SUCCEEDED, why).toBuilder().setSkipped(true).build();
  }

  public static Finished of(Outcome outcome, String message) {
    return Finished.newBuilder().setOutcome(outcome).setMessage(message).build();
  }
}
