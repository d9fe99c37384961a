package io.muster.store.job;

import io.muster.domain.task.Ending;
import io.muster.domain.task.Task;
import io.muster.domain.task.TaskState;
import io.muster.domain.task.Times;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;

/** A task as it is stored. */
public record TaskRow(String jobId, int ordinal, String nodeId, Task task) {
  static final String COLUMNS =
      "job_id, ordinal, node_id, attempt, state, released, cancelling, last_seq, accept_before, due_at, exit_code,"
          + " signal, message, skipped, dispatched_at, accepted_at, started_at, finished_at";
  private static final TaskState[] STATES = TaskState.values();

  static TaskRow of(Row row) {
    Task task =
        new Task(
            row.getInteger(3),
            STATES[row.getShort(4)],
            row.getBoolean(5),
            row.getBoolean(6),
            row.getLong(7),
            instant(row, 8),
            instant(row, 9),
            new Times(instant(row, 14), instant(row, 15), instant(row, 16), instant(row, 17)),
            new Ending(
                row.getInteger(10), row.getInteger(11), row.getString(12), row.getBoolean(13)));
    return new TaskRow(row.getString(0), row.getInteger(1), row.getString(2), task);
  }

  private static Instant instant(Row row, int column) {
    OffsetDateTime time = row.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }

  TaskRow with(Task changed) {
    return new TaskRow(jobId, ordinal, nodeId, changed);
  }

  /** {@code <job id>-<ordinal>}. */
  public String taskId() {
    return jobId + "-" + ordinal;
  }
}
