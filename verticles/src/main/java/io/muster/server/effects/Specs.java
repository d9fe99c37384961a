package io.muster.server.effects;

import io.muster.protocol.internal.v1.JobSpec;
import io.muster.store.job.JobReads;
import io.muster.store.job.JobRow;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the tasks of jobs are to do, read for those that the caller does not know. */
public final class Specs {
  private final JobReads reads;

  public Specs(JobReads reads) {
    this.reads = reads;
  }

  /** Specs by job id; a job whose history was dropped is missing. */
  public Map<String, JobSpec> of(Collection<String> jobIds, List<JobSpec> known) {
    Map<String, JobSpec> specs = new HashMap<>();
    known.forEach(spec -> specs.put(spec.getJobId(), spec));
    List<String> unknown = jobIds.stream().distinct().filter(id -> !specs.containsKey(id)).toList();
    if (!unknown.isEmpty()) {
      reads.jobs(unknown).forEach((id, row) -> specs.put(id, spec(row)));
    }
    return specs;
  }

  private static JobSpec spec(JobRow row) {
    String reason = row.job().cancelReason();
    return JobSpec.newBuilder()
        .setJobId(row.job().id())
        .setWork(row.work())
        .setTimeoutMs(row.job().timeout().toMillis())
        .setTraceId(row.traceId())
        .setCancelReason(reason == null ? "" : reason)
        .build();
  }
}
