package io.muster.server.sight;

import io.muster.protocol.v1.Job;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.server.messages.JobMessages;
import io.muster.store.job.JobReads;
import io.muster.store.job.JobRow;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Jobs as a caller sees them. Of one that has nodes which he does not see, only his nodes are
 * counted, and the target is left out, since it may name others; one without any node of his is not
 * there.
 */
public final class JobSight {
  private final JobReads reads;
  private final Sight sight;

  private JobSight(JobReads reads, Sight sight) {
    this.reads = reads;
    this.sight = sight;
  }

  /** Awaits, if the caller is limited to some nodes. */
  public static JobSight of(Bus bus, JobReads reads, Caller caller) {
    return new JobSight(reads, Sight.of(bus, caller));
  }

  public Sight sight() {
    return sight;
  }

  /** A job; fails with NOT_FOUND. */
  public Job job(String id) {
    return reads.job(id).flatMap(this::shown).orElseThrow(() -> missing(id));
  }

  /** Those of some jobs that the caller sees, in order. */
  public List<Job> jobs(Collection<JobRow> rows) {
    if (!sight.limited()) {
      return rows.stream().map(JobMessages::job).toList();
    }
    Map<String, JobRow> byId = new LinkedHashMap<>();
    rows.forEach(row -> byId.put(row.job().id(), row));
    Map<String, Map<String, Integer>> tallies = reads.tallies(byId.keySet(), sight.nodes());
    return byId.values().stream()
        .filter(row -> tallies.containsKey(row.job().id()))
        .map(row -> narrowed(JobMessages.job(row), tallies.get(row.job().id())))
        .toList();
  }

  public Optional<Job> shown(JobRow row) {
    return jobs(List.of(row)).stream().findFirst();
  }

  private static Job narrowed(Job job, Map<String, Integer> tally) {
    int total = tally.values().stream().mapToInt(Integer::intValue).sum();
    return total == job.getTotal()
        ? job
        : job.toBuilder().clearTarget().clearTasks().putAllTasks(tally).setTotal(total).build();
  }

  /** Refuses a change of a job that has nodes which the caller does not reach. */
  public void requireWhole(String id) {
    if (!sight.limited()) {
      return;
    }
    JobRow row = reads.job(id).orElseThrow(() -> missing(id));
    Job seen = shown(row).orElseThrow(() -> missing(id));
    if (seen.getTotal() < row.job().tally().total()) {
      throw Failure.denied(
          "the job "
              + id
              + " has nodes that this caller does not reach; only who reaches all of them may"
              + " change it");
    }
  }

  public static Failure missing(String id) {
    return Failure.notFound("there is no job '" + id + "'");
  }
}
