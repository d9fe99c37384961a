package io.muster.server.messages;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.muster.domain.job.JobState;
import io.muster.domain.task.TaskState;
import io.muster.protocol.agent.v1.Event;
import io.muster.protocol.agent.v1.Finished;
import io.muster.protocol.agent.v1.Outcome;
import io.muster.protocol.agent.v1.Reply;
import io.muster.protocol.agent.v1.Stream;
import io.muster.protocol.v1.Job;
import io.muster.protocol.v1.JobEvent;
import io.muster.protocol.v1.Output;
import io.muster.protocol.v1.Task;
import io.muster.store.job.EventRow;
import io.muster.store.job.JobReads.Seen;
import io.muster.store.job.JobRow;
import io.muster.store.job.TaskRow;
import java.time.Instant;

/** Stored events as watchers see them. */
public final class EventMessages {
  private static final TaskState[] STATES = TaskState.values();
  private static final JobState[] JOB_STATES = JobState.values();

  private EventMessages() {}

  /**
   * An event about a task. What the task became comes from the event itself, since a retry changes
   * the row.
   */
  public static JobEvent ofTask(Seen seen) {
    EventRow event = seen.event();
    TaskState state = STATES[event.state()];
    JobEvent.Builder message =
        start(event)
            .setNodeId(seen.task().nodeId())
            .setAttempt(event.attempt())
            .setTaskState(state.label());
    for (Event reported : reply(event).getEventsList()) {
      switch (reported.getWhatCase()) {
        case CHUNK ->
            message.addOutput(
                output(reported.getChunk().getStream(), reported.getChunk().getData()));
        case DROPPED ->
            message.addOutput(
                Output.newBuilder()
                    .setStream(label(reported.getDropped().getStream()))
                    .setDroppedBytes(reported.getDropped().getBytes()));
        case FINISHED -> message.setTask(ended(seen.task(), event, state, reported));
        default -> {}
      }
    }
    return message.build();
  }

  /**
   * An event about the job itself. Its state comes from the event: a watcher that reads the first
   * event late must not take the job for ended.
   */
  public static JobEvent ofJob(EventRow event, JobRow job) {
    JobState then = JOB_STATES[event.state()];
    Job.Builder message = JobMessages.job(job).toBuilder().setState(then.label());
    if (!then.isFinal()) {
      message.clearFinishedAt();
    }
    return start(event).setJob(message).build();
  }

  private static JobEvent.Builder start(EventRow event) {
    return JobEvent.newBuilder().setSeq(event.seq()).setAt(TimeMessages.timestamp(event.at()));
  }

  private static Reply reply(EventRow event) {
    try {
      return Reply.parseFrom(event.body());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(
          "event " + event.seq() + " of job " + event.jobId() + " cannot be read", e);
    }
  }

  private static Output output(Stream stream, ByteString data) {
    Output.Builder output = Output.newBuilder().setStream(label(stream));
    return data.isValidUtf8()
        ? output.setText(data.toStringUtf8()).build()
        : output.setData(data).build();
  }

  private static String label(Stream stream) {
    return stream == Stream.STREAM_STDERR ? "stderr" : "stdout";
  }

  private static Task ended(TaskRow row, EventRow event, TaskState state, Event reported) {
    Finished finished = reported.getFinished();
    Task.Builder task =
        row.task().attempt() == event.attempt()
            ? JobMessages.task(row).toBuilder()
            : Task.newBuilder().setId(row.taskId()).setJobId(row.jobId()).setNodeId(row.nodeId());
    task.setAttempt(event.attempt())
        .setState(state.label())
        .setSignal(finished.getSignal())
        .setMessage(finished.getMessage())
        .setSkipped(finished.getSkipped())
        .setFinishedAt(TimeMessages.timestamp(Instant.ofEpochMilli(reported.getAtMs())));
    if (finished.hasExitCode()) {
      task.setExitCode(finished.getExitCode());
    }
    return task.build();
  }

  /**
   * The final state that an agent's outcome stands for; an outcome that is not known is {@code
   * unknown}.
   */
  public static TaskState stateOf(Outcome outcome) {
    return switch (outcome) {
      case OUTCOME_SUCCEEDED -> TaskState.SUCCEEDED;
      case OUTCOME_FAILED -> TaskState.FAILED;
      case OUTCOME_TIMED_OUT -> TaskState.TIMED_OUT;
      case OUTCOME_CANCELLED -> TaskState.CANCELLED;
      case OUTCOME_EXPIRED -> TaskState.EXPIRED;
      case OUTCOME_UNKNOWN, OUTCOME_UNSPECIFIED, UNRECOGNIZED -> TaskState.UNKNOWN;
    };
  }
}
