package io.muster.agent.ledger;

/** One attempt of one task, the unit that runs at most once. */
public record AttemptKey(String taskId, int attempt) {
  @Override
  public String toString() {
    return taskId + "." + attempt;
  }
}
