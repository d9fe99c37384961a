package io.muster.store.job;

import io.muster.domain.task.Ending;
import io.muster.domain.task.Task;
import io.muster.domain.task.TaskState;
import io.muster.protocol.agent.v1.Event;
import io.muster.protocol.agent.v1.Finished;
import io.muster.protocol.agent.v1.Outcome;
import io.muster.protocol.agent.v1.Reply;
import java.time.Instant;

/** Bodies of events that no agent reported: the control plane ended the task itself. */
final class EventBodies {
  private EventBodies() {}

  static byte[] of(TaskRow row, Instant now) {
    Task task = row.task();
    Reply.Builder reply =
        Reply.newBuilder()
            .setNodeId(row.nodeId())
            .setTaskId(row.taskId())
            .setAttempt(task.attempt());
    if (task.state().isFinal()) {
      reply.addEvents(Event.newBuilder().setAtMs(now.toEpochMilli()).setFinished(finished(task)));
    }
    return reply.build().toByteArray();
  }

  private static Finished finished(Task task) {
    Ending ending = task.ending();
    return Finished.newBuilder()
        .setOutcome(outcome(task.state()))
        .setMessage(ending.message())
        .build();
  }

  private static Outcome outcome(TaskState state) {
    return switch (state) {
      case SUCCEEDED -> Outcome.OUTCOME_SUCCEEDED;
      case FAILED -> Outcome.OUTCOME_FAILED;
      case TIMED_OUT -> Outcome.OUTCOME_TIMED_OUT;
      case CANCELLED -> Outcome.OUTCOME_CANCELLED;
      case EXPIRED -> Outcome.OUTCOME_EXPIRED;
      case UNKNOWN -> Outcome.OUTCOME_UNKNOWN;
      case PENDING, DISPATCHED, ACCEPTED, RUNNING ->
          throw new IllegalArgumentException(state + " is not final");
    };
  }
}
