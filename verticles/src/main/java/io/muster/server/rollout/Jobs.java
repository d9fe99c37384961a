package io.muster.server.rollout;

import io.muster.domain.rollout.RolloutEvent.How;
import io.muster.domain.rollout.RolloutNode;
import io.muster.domain.rollout.Run;
import io.muster.domain.task.Task;
import io.muster.domain.task.TaskState;
import io.muster.protocol.JobsApi;
import io.muster.protocol.v1.Job;
import io.muster.protocol.v1.StartRolloutRequest;
import io.muster.protocol.v1.SubmitJobRequest;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.server.effects.Effects;
import io.muster.store.job.Applied;
import io.muster.store.job.JobLedger;
import io.muster.store.job.JobReads;
import io.muster.store.job.JobRow;
import io.muster.store.job.JobSteering;
import io.muster.store.job.TaskRow;
import io.muster.store.rollout.RolloutRow;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The jobs of rollouts. Their request ids are fixed, so a repeated submit is the same job. */
final class Jobs {
  private static final int PAGE = 10_000;

  private final Bus bus;
  private final Effects effects;
  private final JobLedger ledger;
  private final JobSteering steering;
  private final JobReads reads;

  Jobs(Bus bus, Effects effects, JobLedger ledger, JobSteering steering, JobReads reads) {
    this.bus = bus;
    this.effects = effects;
    this.ledger = ledger;
    this.steering = steering;
    this.reads = reads;
  }

  /** Whoever started it; his nodes were frozen then, so where he may do what now does not count. */
  static Caller starter(RolloutRow row) {
    return new Caller(row.createdBy(), Set.copyOf(row.roles()), row.traceId()).everywhere();
  }

  private static String requestId(RolloutRow row, String rest) {
    return "rollout/" + row.id() + "/" + rest;
  }

  /** The work itself on the nodes of a batch. */
  String submitWork(RolloutRow row, int run, int batch, List<RolloutNode> nodes) {
    SubmitJobRequest.Builder job = job(row, ConfigChanges.ids(nodes), batchName(batch));
    RolloutAction.of(row.spec()).apply(job);
    return submit(row, run, job);
  }

  static String batchName(int batch) {
    return "batch " + (batch + 1);
  }

  /** The undoing of a run on those nodes. */
  String submitUndo(RolloutRow row, int run, int of, List<RolloutNode> nodes) {
    SubmitJobRequest.Builder job = job(row, ConfigChanges.ids(nodes), "undo");
    RolloutAction.of(row.spec()).undo(job, row.jobs().get(of));
    return submit(row, run, job);
  }

  /** The health command; {@code attempt} counts from 0 at each gate. */
  String submitHealth(RolloutRow row, int gate, int attempt, List<RolloutNode> nodes) {
    StartRolloutRequest spec = row.spec();
    SubmitJobRequest.Builder job =
        job(row, ConfigChanges.ids(nodes), "health check")
            .clearBatch()
            .clearGovernor()
            .setShell(spec.getChecks().getHealth())
            .setTimeout(spec.getChecks().getTimeout())
            .setTtl(spec.getChecks().getTimeout());
    return submit(row, job.setRequestId(requestId(row, "check/" + gate + "/" + attempt)));
  }

  static SubmitJobRequest.Builder job(RolloutRow row, List<String> nodes, String what) {
    StartRolloutRequest spec = row.spec();
    SubmitJobRequest.Builder job =
        SubmitJobRequest.newBuilder()
            .setName("rollout " + row.name() + ", " + what)
            .setTarget(String.join(",", nodes))
            .setBatch(spec.getParallel());
    if (spec.hasTimeout()) {
      job.setTimeout(spec.getTimeout());
    }
    if (spec.hasTtl()) {
      job.setTtl(spec.getTtl());
    }
    if (spec.hasGovernor()) {
      job.setGovernor(spec.getGovernor());
    }
    return job;
  }

  /** Submits the job of a run. */
  String submit(RolloutRow row, int run, SubmitJobRequest.Builder job) {
    return submit(row, job.setRequestId(requestId(row, Integer.toString(run))));
  }

  private String submit(RolloutRow row, SubmitJobRequest.Builder job) {
    Job submitted = bus.call(JobsApi.SUBMIT, job.build(), starter(row)).await();
    return submitted.getId();
  }

  /** The job that may have been submitted for a run; when there is none there never will be. */
  Optional<String> forestall(RolloutRow row, int run) {
    return steering.forestall(row.createdBy(), requestId(row, Integer.toString(run)));
  }

  void tell(RolloutRow row, String jobId, Run.Order order) {
    String reason = "rollout " + row.name() + ": " + row.rollout().reason();
    Applied applied =
        switch (order) {
          case GO -> steering.hold(jobId, false);
          case HOLD -> steering.hold(jobId, true);
          case DRAIN -> steering.drain(jobId, reason);
          case CANCEL -> ledger.cancel(jobId, reason);
        };
    effects.follow(applied, starter(row));
  }

  /** Empty when its history was dropped. */
  Optional<JobRow> job(String id) {
    return reads.job(id);
  }

  /** The tasks of a job that have ended. */
  List<TaskRow> ended(String id) {
    List<TaskRow> page;
    List<TaskRow> all = new java.util.ArrayList<>();
    int after = -1;
    do {
      page = reads.tasks(id, after, null, "", PAGE);
      page.stream().filter(task -> task.task().state().isFinal()).forEach(all::add);
      after = page.isEmpty() ? after : page.getLast().ordinal();
    } while (page.size() == PAGE);
    return all;
  }

  /** How a task that has ended stands for its node. */
  static How how(Task task) {
    return switch (task.state()) {
      case SUCCEEDED -> task.ending().skipped() ? How.UNCHANGED : How.SUCCEEDED;
      // What was sent may have begun on an agent that died before it could say so.
      case EXPIRED -> task.unanswered() ? How.FAILED : How.NOT_DONE;
      case CANCELLED ->
          !task.sent() ? How.NOT_SENT : task.times().started() == null ? How.NOT_DONE : How.FAILED;
      case FAILED, TIMED_OUT, UNKNOWN -> How.FAILED;
      case PENDING, DISPATCHED, ACCEPTED, RUNNING ->
          throw new IllegalArgumentException(task.state() + " is not final");
    };
  }

  /** Why, for people. */
  static String message(Task task) {
    if (task.state() == TaskState.SUCCEEDED) {
      return "";
    }
    Integer code = task.ending().exitCode();
    String exit =
        task.state() == TaskState.FAILED && code != null && code != 0
            ? "exit code " + code
            : task.state() == TaskState.FAILED && task.ending().signal() != 0
                ? "signal " + task.ending().signal()
                : task.state().label();
    return task.ending().message().isEmpty() ? exit : exit + ": " + task.ending().message();
  }
}
