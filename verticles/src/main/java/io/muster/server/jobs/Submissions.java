package io.muster.server.jobs;

import io.muster.domain.Ulid;
import io.muster.domain.selector.Share;
import io.muster.protocol.Internal;
import io.muster.protocol.internal.v1.JobSpec;
import io.muster.protocol.internal.v1.PickRequest;
import io.muster.protocol.internal.v1.PickResponse;
import io.muster.protocol.v1.SubmitJobRequest;
import io.muster.protocol.v1.Work;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.runtime.Notes;
import io.muster.server.effects.Effects;
import io.muster.server.messages.TimeMessages;
import io.muster.server.messages.WorkMessages;
import io.muster.store.file.FileLedger;
import io.muster.store.job.JobLedger;
import io.muster.store.job.JobLedger.Submitted;
import io.muster.store.job.NewJob;
import io.muster.store.job.NewJob.Pick;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * From a request to a committed job: picks the nodes now, freezes them, commits, and only then
 * sends.
 */
final class Submissions {
  private final Bus bus;
  private final JobLedger ledger;
  private final FileLedger files;
  private final Effects effects;
  private final JobsConfig config;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  Submissions(
      Bus bus,
      JobLedger ledger,
      FileLedger files,
      Effects effects,
      JobsConfig config,
      Clock clock) {
    this.bus = bus;
    this.ledger = ledger;
    this.files = files;
    this.effects = effects;
    this.config = config;
    this.clock = clock;
  }

  /** Commits the job and returns its id; notes its nodes when it is a new one. */
  String submit(SubmitJobRequest request, Caller caller, Notes notes) {
    Plan plan = plan(request, caller);
    if (plan.nodes().isEmpty()) {
      throw Failure.notFound(nothingPicked(request, plan));
    }
    NewJob job = job(request, plan, caller);
    Submitted submitted = ledger.submit(job);
    if (submitted.created()) {
      JobSpec spec =
          JobSpec.newBuilder()
              .setJobId(job.id())
              .setWork(job.work())
              .setTimeoutMs(job.timeout().toMillis())
              .setTraceId(job.traceId())
              .build();
      notes.targets(plan.nodes().stream().map(Pick::nodeId).toList());
      effects.deliver(submitted.send(), List.of(), List.of(spec), caller);
    }
    return submitted.jobId();
  }

  /** What the request would run on. */
  Plan plan(SubmitJobRequest request, Caller caller) {
    PickResponse picked =
        bus.read(
                Internal.PICK,
                PickRequest.newBuilder().setTarget(request.getTarget()).build(),
                caller)
            .await();
    int total = picked.getNodeIdsCount();
    int limit = share(request.getLimit(), total);
    List<Pick> nodes = new ArrayList<>(limit);
    for (int i = 0; i < limit; i++) {
      nodes.add(new Pick(picked.getNodeIds(i), picked.getOnline(i)));
    }
    return new Plan(
        nodes, picked.getCordonedNodeIdsList(), share(request.getBatch(), nodes.size()));
  }

  private static int share(String text, int total) {
    return text.isEmpty() ? total : Math.min(total, Share.parse(text).of(total));
  }

  private NewJob job(SubmitJobRequest request, Plan plan, Caller caller) {
    var now = clock.instant().truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
    return new NewJob(
        Ulid.next(now, random),
        request.getName(),
        request.getTarget(),
        work(request),
        plan.parallel(),
        request.hasTimeout()
            ? TimeMessages.duration(request.getTimeout())
            : config.defaultTimeout(),
        request.hasTtl() ? TimeMessages.duration(request.getTtl()) : config.defaultTtl(),
        caller.name(),
        now,
        caller.traceId(),
        request.getRequestId(),
        digest(request),
        plan.nodes(),
        request.hasGovernor()
            ? new NewJob.Governor(
                request.getGovernor().getName(), request.getGovernor().getCapacity())
            : null);
  }

  /**
   * What to do, with what only we know: how large the content is. That it is there is made sure of
   * in the transaction.
   */
  private Work work(SubmitJobRequest request) {
    Work work = WorkMessages.of(request);
    if (!work.hasFile()) {
      return work;
    }
    long size = files.size(work.getFile().getSha256()).orElse(0L);
    return work.toBuilder().setFile(work.getFile().toBuilder().setSize(size)).build();
  }

  private static String nothingPicked(SubmitJobRequest request, Plan plan) {
    String cordoned =
        plan.cordoned().isEmpty()
            ? ""
            : "; " + plan.cordoned().size() + " that it picks are cordoned";
    return "no node matches the target '" + request.getTarget() + "'" + cordoned;
  }

  private static byte[] digest(SubmitJobRequest request) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(request.toByteArray());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
