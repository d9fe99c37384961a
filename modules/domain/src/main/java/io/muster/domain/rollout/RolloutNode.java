package io.muster.domain.rollout;

/**
 * One node of a rollout.
 *
 * @param ordinal position in the frozen list, from 0
 * @param batch from 0; -1 for one that was left out at the start
 * @param attempt of the rollout in which it was started last; 0 for never
 * @param run that started it last; 0 for none
 * @param changedBy the last run that may have changed it; 0 when nothing is to be undone
 * @param message why, when the state alone does not say it
 */
public record RolloutNode(
    int ordinal,
    String nodeId,
    int batch,
    NodeState state,
    int attempt,
    int run,
    int changedBy,
    String message) {

  /** One that waits for its batch. */
  public static RolloutNode waiting(int ordinal, String nodeId, int batch) {
    return new RolloutNode(ordinal, nodeId, batch, NodeState.WAITING, 0, 0, 0, "");
  }

  /** One that is left out from the start. */
  public static RolloutNode skipped(int ordinal, String nodeId, String reason) {
    return new RolloutNode(ordinal, nodeId, -1, NodeState.SKIPPED, 0, 0, 0, reason);
  }

  RolloutNode to(NodeState next, String why) {
    return new RolloutNode(ordinal, nodeId, batch, next, attempt, run, changedBy, why);
  }

  RolloutNode inBatch(int next) {
    return new RolloutNode(ordinal, nodeId, next, state, attempt, run, changedBy, message);
  }

  RolloutNode started(int inAttempt, int byRun) {
    return new RolloutNode(
        ordinal, nodeId, batch, NodeState.STARTED, inAttempt, byRun, changedBy, "");
  }

  RolloutNode undoing(int byRun) {
    return new RolloutNode(
        ordinal, nodeId, batch, NodeState.UNDOING, attempt, byRun, changedBy, message);
  }

  RolloutNode changedBy(int which) {
    return new RolloutNode(ordinal, nodeId, batch, state, attempt, run, which, message);
  }

  /** Whether a rollback has to look at it. */
  boolean toUndo() {
    return changedBy > 0
        && switch (state) {
          case WAITING, SUCCEEDED, FAILED, SKIPPED ->
              true; // waits or was left out in a later attempt
          case STARTED, UNDOING, UNDONE, UNDO_FAILED -> false;
        };
  }
}
