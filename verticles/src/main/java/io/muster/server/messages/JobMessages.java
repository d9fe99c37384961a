package io.muster.server.messages;

import static io.muster.server.messages.TimeMessages.duration;
import static io.muster.server.messages.TimeMessages.timestamp;

import com.google.protobuf.Timestamp;
import io.muster.domain.task.Ending;
import io.muster.domain.task.Times;
import io.muster.protocol.v1.Job;
import io.muster.protocol.v1.Task;
import io.muster.store.job.JobRow;
import io.muster.store.job.TaskRow;
import java.time.Instant;
import java.util.function.Consumer;

/** Jobs and tasks as the API shows them. */
public final class JobMessages {
  private JobMessages() {}

  public static Job job(JobRow row) {
    var job = row.job();
    Job.Builder message =
        Job.newBuilder()
            .setId(job.id())
            .setName(row.name())
            .setTarget(row.target())
            .setState(job.state().label())
            .putAllTasks(job.tally().byLabel())
            .setTotal(job.tally().total())
            .setCreatedBy(row.createdBy())
            .setCreatedAt(timestamp(row.createdAt()))
            .setTimeout(duration(job.timeout()))
            .setTtl(duration(job.ttl()))
            .setParallel(job.parallel())
            .setTraceId(row.traceId())
            .setLastEvent(job.lastEvent())
            .setGovernor(row.governor() == null ? "" : row.governor());
    WorkMessages.show(row.work(), message);
    set(job.finishedAt(), message::setFinishedAt);
    return message.build();
  }

  public static Task task(TaskRow row) {
    var task = row.task();
    Ending ending = task.ending();
    Times times = task.times();
    Task.Builder message =
        Task.newBuilder()
            .setId(row.taskId())
            .setJobId(row.jobId())
            .setNodeId(row.nodeId())
            .setAttempt(task.attempt())
            .setState(task.state().label())
            .setSignal(ending.signal())
            .setMessage(ending.message())
            .setSkipped(ending.skipped());
    if (ending.exitCode() != null) {
      message.setExitCode(ending.exitCode());
    }
    set(times.dispatched(), message::setDispatchedAt);
    set(times.accepted(), message::setAcceptedAt);
    set(times.started(), message::setStartedAt);
    set(times.finished(), message::setFinishedAt);
    set(task.acceptBefore(), message::setAcceptBefore);
    return message.build();
  }

  static void set(Instant time, Consumer<Timestamp> setter) {
    if (time != null) {
      setter.accept(timestamp(time));
    }
  }
}
