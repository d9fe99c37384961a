package io.muster.protocol;

import io.muster.protocol.v1.CancelJobRequest;
import io.muster.protocol.v1.GetJobRequest;
import io.muster.protocol.v1.Job;
import io.muster.protocol.v1.JobEvent;
import io.muster.protocol.v1.JobPlan;
import io.muster.protocol.v1.JobsProto;
import io.muster.protocol.v1.ListJobsRequest;
import io.muster.protocol.v1.ListJobsResponse;
import io.muster.protocol.v1.ListTasksRequest;
import io.muster.protocol.v1.ListTasksResponse;
import io.muster.protocol.v1.RetryJobRequest;
import io.muster.protocol.v1.SubmitJobRequest;
import io.muster.protocol.v1.WatchJobRequest;

/** The typed handles of {@code muster.v1.Jobs}. */
public final class JobsApi {
  private JobsApi() {}

  public static final Rpc<SubmitJobRequest, Job> SUBMIT =
      Rpc.of(
          JobsProto.getDescriptor(),
          "Jobs",
          "Submit",
          SubmitJobRequest.getDefaultInstance(),
          Job.getDefaultInstance());

  public static final Rpc<SubmitJobRequest, JobPlan> PLAN =
      Rpc.of(
          JobsProto.getDescriptor(),
          "Jobs",
          "Plan",
          SubmitJobRequest.getDefaultInstance(),
          JobPlan.getDefaultInstance());

  public static final Rpc<GetJobRequest, Job> GET =
      Rpc.of(
          JobsProto.getDescriptor(),
          "Jobs",
          "Get",
          GetJobRequest.getDefaultInstance(),
          Job.getDefaultInstance());

  public static final Rpc<ListJobsRequest, ListJobsResponse> LIST =
      Rpc.of(
          JobsProto.getDescriptor(),
          "Jobs",
          "List",
          ListJobsRequest.getDefaultInstance(),
          ListJobsResponse.getDefaultInstance());

  public static final Rpc<ListTasksRequest, ListTasksResponse> LIST_TASKS =
      Rpc.of(
          JobsProto.getDescriptor(),
          "Jobs",
          "ListTasks",
          ListTasksRequest.getDefaultInstance(),
          ListTasksResponse.getDefaultInstance());

  public static final Rpc<CancelJobRequest, Job> CANCEL =
      Rpc.of(
          JobsProto.getDescriptor(),
          "Jobs",
          "Cancel",
          CancelJobRequest.getDefaultInstance(),
          Job.getDefaultInstance());

  public static final Rpc<RetryJobRequest, Job> RETRY =
      Rpc.of(
          JobsProto.getDescriptor(),
          "Jobs",
          "Retry",
          RetryJobRequest.getDefaultInstance(),
          Job.getDefaultInstance());

  public static final Rpc<WatchJobRequest, JobEvent> WATCH =
      Rpc.of(
          JobsProto.getDescriptor(),
          "Jobs",
          "Watch",
          WatchJobRequest.getDefaultInstance(),
          JobEvent.getDefaultInstance());
}
