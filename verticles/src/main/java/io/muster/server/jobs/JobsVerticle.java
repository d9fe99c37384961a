package io.muster.server.jobs;

import io.muster.domain.task.TaskState;
import io.muster.protocol.JobsApi;
import io.muster.protocol.v1.CancelJobRequest;
import io.muster.protocol.v1.GetJobRequest;
import io.muster.protocol.v1.Job;
import io.muster.protocol.v1.JobPlan;
import io.muster.protocol.v1.ListJobsRequest;
import io.muster.protocol.v1.ListJobsResponse;
import io.muster.protocol.v1.ListTasksRequest;
import io.muster.protocol.v1.ListTasksResponse;
import io.muster.protocol.v1.RetryJobRequest;
import io.muster.protocol.v1.SubmitJobRequest;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.runtime.Notes;
import io.muster.server.effects.Effects;
import io.muster.server.messages.JobMessages;
import io.muster.server.sight.JobSight;
import io.muster.store.Frozen;
import io.muster.store.file.FileLedger;
import io.muster.store.job.JobLedger;
import io.muster.store.job.JobReads;
import io.muster.store.job.JobRow;
import io.muster.store.job.TaskRow;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.util.List;

/**
 * Takes work and says what became of it.
 *
 * <p><b>Owns</b> {@code job}, {@code task}, {@code job_event} and {@code request_key}, through the
 * ledger that it shares with dispatch and connector. <b>Hears</b> {@code muster.v1.Jobs} but for
 * {@code Watch}. <b>Says</b> the doorbell of jobs, and deliveries to dispatch. <b>Crash</b>: a
 * submit is committed or it is not; the caller repeats it with the same request id, and what was
 * committed but not sent is sent by the sweep.
 */
public final class JobsVerticle extends VerticleBase {
  private static final int DEFAULT_PAGE = 100;

  private final JobLedger ledger;
  private final JobReads reads;
  private final FileLedger files;
  private final JobsConfig config;
  private final Clock clock;
  private Bus bus;
  private Effects effects;
  private Submissions submissions;

  public JobsVerticle(
      JobLedger ledger, JobReads reads, FileLedger files, JobsConfig config, Clock clock) {
    this.ledger = ledger;
    this.reads = reads;
    this.files = files;
    this.config = config;
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    bus = new Bus(vertx);
    effects = new Effects(vertx, bus);
    submissions = new Submissions(bus, ledger, files, effects, config, clock);
    return Future.all(
        List.of(
            bus.serveNoting(JobsApi.SUBMIT, this::submit),
            bus.serve(JobsApi.PLAN, this::plan),
            bus.serve(JobsApi.GET, this::get),
            bus.serve(JobsApi.LIST, this::list),
            bus.serve(JobsApi.LIST_TASKS, this::listTasks),
            bus.serveNoting(JobsApi.CANCEL, this::cancel),
            bus.serveNoting(JobsApi.RETRY, this::retry)));
  }

  private Job submit(SubmitJobRequest request, Caller caller, Notes notes) {
    String id = submissions.submit(request, caller, notes);
    if (notes.count() < 0) {
      noteTargets(id, notes); // it was submitted before; its list was frozen then
    }
    return job(id, caller);
  }

  private JobPlan plan(SubmitJobRequest request, Caller caller) {
    return submissions.plan(request, caller).toMessage();
  }

  private Job get(GetJobRequest request, Caller caller) {
    return job(request.getId(), caller);
  }

  private ListJobsResponse list(ListJobsRequest request, Caller caller) {
    int size = request.getPageSize() == 0 ? DEFAULT_PAGE : request.getPageSize();
    JobSight sight = JobSight.of(bus, reads, caller);
    List<JobRow> rows =
        reads.newest(request.getPageToken(), request.getState(), sight.sight().nodes(), size + 1);
    ListJobsResponse.Builder response = ListJobsResponse.newBuilder();
    response.addAllJobs(sight.jobs(rows.stream().limit(size).toList()));
    if (rows.size() > size) {
      response.setNextPageToken(rows.get(size - 1).job().id());
    }
    return response.build();
  }

  private ListTasksResponse listTasks(ListTasksRequest request, Caller caller) {
    JobSight sight = JobSight.of(bus, reads, caller);
    sight.job(request.getId());
    int size = request.getPageSize() == 0 ? DEFAULT_PAGE : request.getPageSize();
    TaskState state = request.getState().isEmpty() ? null : state(request.getState());
    int after = request.getPageToken().isEmpty() ? -1 : ordinal(request.getPageToken());
    List<TaskRow> rows =
        reads.tasks(
            request.getId(), after, state, request.getNodeId(), sight.sight().nodes(), size + 1);
    ListTasksResponse.Builder response = ListTasksResponse.newBuilder();
    rows.stream().limit(size).forEach(row -> response.addTasks(JobMessages.task(row)));
    if (rows.size() > size) {
      response.setNextPageToken(Integer.toString(rows.get(size - 1).ordinal()));
    }
    return response.build();
  }

  private Job cancel(CancelJobRequest request, Caller caller, Notes notes) {
    JobSight.of(bus, reads, caller).requireWhole(request.getId());
    String reason =
        request.getReason().isEmpty() ? "cancelled by " + caller.name() : request.getReason();
    effects.follow(ledger.cancel(request.getId(), reason), caller);
    noteTargets(request.getId(), notes);
    return job(request.getId(), caller);
  }

  private Job retry(RetryJobRequest request, Caller caller, Notes notes) {
    JobSight.of(bus, reads, caller).requireWhole(request.getId());
    List<TaskState> states = request.getStatesList().stream().map(JobsVerticle::state).toList();
    effects.follow(ledger.retry(request.getId(), states), caller);
    noteTargets(request.getId(), notes);
    return job(request.getId(), caller);
  }

  private void noteTargets(String id, Notes notes) {
    Frozen frozen = reads.frozen(id);
    notes.targets(frozen.count(), frozen.hash());
  }

  private Job job(String id, Caller caller) {
    return JobSight.of(bus, reads, caller).job(id);
  }

  private static TaskState state(String label) {
    try {
      return TaskState.ofLabel(label);
    } catch (IllegalArgumentException e) {
      throw Failure.invalid("'" + label + "' is not a state of a task; choose one of " + labels());
    }
  }

  private static String labels() {
    return String.join(
        ", ", java.util.Arrays.stream(TaskState.values()).map(TaskState::label).toList());
  }

  private static int ordinal(String token) {
    try {
      return Integer.parseInt(token);
    } catch (NumberFormatException e) {
      throw Failure.invalid(
          "page token '" + token + "' is not one of this list; start again without it");
    }
  }
}
