package io.muster.server.compat;

import io.muster.protocol.FilesApi;
import io.muster.protocol.JobsApi;
import io.muster.protocol.v1.CancelJobRequest;
import io.muster.protocol.v1.DistributeRequest;
import io.muster.protocol.v1.GetJobRequest;
import io.muster.protocol.v1.Job;
import io.muster.protocol.v1.JobEvent;
import io.muster.protocol.v1.LegacyTask;
import io.muster.protocol.v1.LegacyTaskId;
import io.muster.protocol.v1.LegacyTaskLogs;
import io.muster.protocol.v1.LegacyTaskRequest;
import io.muster.protocol.v1.ListJobsRequest;
import io.muster.protocol.v1.ListJobsResponse;
import io.muster.protocol.v1.ListLegacyTasksRequest;
import io.muster.protocol.v1.ListLegacyTasksResponse;
import io.muster.protocol.v1.ListTasksRequest;
import io.muster.protocol.v1.Output;
import io.muster.protocol.v1.SubmitJobRequest;
import io.muster.protocol.v1.Task;
import io.muster.protocol.v1.WatchJobRequest;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.runtime.Notes;
import io.muster.runtime.Streams;
import io.vertx.core.Future;
import java.util.List;

/** Tasks as they were: one piece of work on one agent. */
final class OldTasks {
  private static final int DEFAULT_PAGE = 100;

  /**
   * Jobs that one list looks at; with filters the page may have fewer tasks than were asked for.
   */
  private static final int JOBS_A_LIST = 200;

  private final Bus bus;
  private final Streams streams;
  private final OldRules rules = new OldRules();

  OldTasks(Bus bus, Streams streams) {
    this.bus = bus;
    this.streams = streams;
  }

  LegacyTask create(LegacyTaskRequest request, Caller caller, Notes notes) {
    Job job;
    if (request.getType().equals("file")) {
      DistributeRequest file = rules.checked(OldRequests.file(request));
      job = bus.call(FilesApi.DISTRIBUTE, file, caller, notes).await();
    } else {
      SubmitJobRequest command = rules.checked(OldRequests.command(request));
      job = bus.call(JobsApi.SUBMIT, command, caller, notes).await();
    }
    return OldMessages.task(job, task(job, "", caller));
  }

  LegacyTask get(LegacyTaskId request, Caller caller) {
    OldId id = OldId.parse(request.getId());
    Job job = job(id, caller);
    return OldMessages.task(job, task(job, id.nodeId(), caller));
  }

  LegacyTask cancel(LegacyTaskId request, Caller caller, Notes notes) {
    OldId id = OldId.parse(request.getId());
    CancelJobRequest cancel = CancelJobRequest.newBuilder().setId(id.jobId()).build();
    Job job = job(id, caller);
    if (job.getTotal() > 1) {
      throw Failure.invalid(
          "task "
              + request.getId()
              + " is one of the "
              + job.getTotal()
              + " of job "
              + job.getId()
              + ", which is cancelled as a whole: POST /api/v1/jobs/"
              + job.getId()
              + "/cancel");
    }
    Job cancelled = bus.call(JobsApi.CANCEL, cancel, caller, notes).await();
    return OldMessages.task(cancelled, task(cancelled, id.nodeId(), caller));
  }

  LegacyTaskLogs logs(LegacyTaskId request, Caller caller) {
    OldId id = OldId.parse(request.getId());
    Job job = job(id, caller);
    Task task = task(job, id.nodeId(), caller);
    OldLogs logs = new OldLogs();
    WatchJobRequest watch =
        WatchJobRequest.newBuilder()
            .setId(job.getId())
            .setNodeId(task.getNodeId())
            .setNoFollow(true)
            .build();
    streams
        .read(
            JobsApi.WATCH.address(),
            watch,
            JobEvent.getDefaultInstance(),
            caller,
            event -> {
              for (Output output : event.getOutputList()) {
                logs.add(output);
              }
              return Future.succeededFuture();
            })
        .ended()
        .await();
    return logs.toMessage(request.getId(), task.getState());
  }

  /** By job, the newest first; a page ends with a whole job. */
  ListLegacyTasksResponse list(ListLegacyTasksRequest request, Caller caller) {
    int size = request.getPageSize() == 0 ? DEFAULT_PAGE : request.getPageSize();
    ListJobsRequest jobs =
        ListJobsRequest.newBuilder()
            .setPageSize(Math.min(size, JOBS_A_LIST))
            .setPageToken(request.getPageToken())
            .build();
    ListLegacyTasksResponse.Builder response = ListLegacyTasksResponse.newBuilder();
    ListJobsResponse page = bus.read(JobsApi.LIST, jobs, caller).await();
    for (Job job : page.getJobsList()) {
      int left = size - response.getTasksCount();
      if (left <= 0) {
        return response.build();
      }
      for (Task task : tasks(job, request.getAgentId(), request.getStatus(), size, caller)) {
        response.addTasks(OldMessages.task(job, task));
      }
      response.setNextPageToken(job.getId());
    }
    return response.setNextPageToken(page.getNextPageToken()).build();
  }

  private List<Task> tasks(Job job, String agent, String status, int limit, Caller caller) {
    ListTasksRequest request =
        ListTasksRequest.newBuilder()
            .setId(job.getId())
            .setNodeId(agent)
            .setState(status)
            .setPageSize(limit)
            .build();
    return bus.read(JobsApi.LIST_TASKS, request, caller).await().getTasksList();
  }

  private Job job(OldId id, Caller caller) {
    return bus.read(JobsApi.GET, GetJobRequest.newBuilder().setId(id.jobId()).build(), caller)
        .await();
  }

  private Task task(Job job, String nodeId, Caller caller) {
    if (nodeId.isEmpty() && job.getTotal() > 1) {
      throw Failure.invalid(
          "job "
              + job.getId()
              + " has "
              + job.getTotal()
              + " tasks; write "
              + job.getId()
              + ".<agent id>, or use /api/v1/jobs/"
              + job.getId());
    }
    return tasks(job, nodeId, "", 1, caller).stream()
        .findFirst()
        .orElseThrow(
            () ->
                Failure.notFound("job " + job.getId() + " has no task on agent '" + nodeId + "'"));
  }
}
