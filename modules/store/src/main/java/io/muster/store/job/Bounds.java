package io.muster.store.job;

import io.muster.domain.task.Task;
import io.muster.store.Database;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What bounds the jobs of one transaction beside their own number of tasks at a time: a governor
 * that they share with others, and whether somebody holds them. A slot is a task that was released
 * and has not ended. The rows of governors are locked after those of jobs, in the order of their
 * names.
 */
final class Bounds {
  private record Bound(String governor, boolean held, int slots) {}

  private final SqlConnection tx;
  private final Map<String, Bound> bounds = new HashMap<>();
  private final Map<String, Bound> before = new HashMap<>();
  private final Set<String> freed = new TreeSet<>();

  Bounds(SqlConnection tx) {
    this.tx = tx;
  }

  void add(String jobId, Row row) {
    Bound bound =
        new Bound(row.getString("governor"), row.getBoolean("held"), row.getInteger("slots"));
    bounds.put(jobId, bound);
    before.put(jobId, bound);
  }

  int slots(String jobId) {
    return bounds.get(jobId).slots();
  }

  boolean held(String jobId) {
    return bounds.get(jobId).held();
  }

  boolean governed(String jobId) {
    return bounds.get(jobId).governor() != null;
  }

  boolean changed(String jobId) {
    return !bounds.get(jobId).equals(before.get(jobId));
  }

  void hold(String jobId, boolean held) {
    bounds.computeIfPresent(jobId, (id, bound) -> new Bound(bound.governor(), held, bound.slots()));
  }

  /** Governors of which a slot became free. */
  Set<String> freed() {
    return freed;
  }

  /** A task of the job changed. */
  void moved(String jobId, Task from, Task to) {
    boolean had = from.released() && !from.state().isFinal();
    boolean has = to.released() && !to.state().isFinal();
    if (had == has) {
      return;
    }
    bounds.computeIfPresent(
        jobId,
        (id, bound) ->
            new Bound(bound.governor(), bound.held(), Math.max(0, bound.slots() + (has ? 1 : -1))));
    String governor = bounds.get(jobId).governor();
    if (had && governor != null) {
      freed.add(governor);
    }
  }

  /** Jobs in the order in which their governors may be locked. */
  List<String> inOrder(Collection<String> jobIds) {
    return jobIds.stream()
        .sorted(
            Comparator.comparing(
                    (String id) -> bounds.get(id).governor(),
                    Comparator.nullsFirst(Comparator.naturalOrder()))
                .thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  /** How many of the wanted tasks the job may release now. */
  int allowed(String jobId, int wanted, int parallel) {
    Bound bound = bounds.get(jobId);
    if (bound.held()) {
      return 0;
    }
    if (bound.governor() == null) {
      return wanted;
    }
    int others = free(tx, bound.governor(), bounds.keySet());
    int mine =
        bounds.values().stream()
            .filter(one -> bound.governor().equals(one.governor()))
            .mapToInt(Bound::slots)
            .sum();
    return Math.min(parallel - bound.slots(), others - mine);
  }

  /** Locks a governor; how many of its slots jobs other than these leave. */
  static int free(SqlConnection tx, String governor, Collection<String> except) {
    Set<String> left = new HashSet<>(except);
    for (Row row :
        Database.query(tx, "SELECT capacity FROM governor WHERE name = $1 FOR UPDATE", governor)) {
      int capacity = row.getInteger(0);
      Row used =
          Database.query(
                  tx,
                  """
                  SELECT coalesce(sum(slots), 0)::int FROM job
                  WHERE governor = $1 AND finished_at IS NULL AND id <> ALL($2)
                  """,
                  governor,
                  left.toArray(String[]::new))
              .iterator()
              .next();
      return Math.max(0, capacity - used.getInteger(0));
    }
    return Integer.MAX_VALUE;
  }

  /** How many slots its governor leaves it. */
  static int left(SqlConnection tx, NewJob job) {
    if (job.governor() == null) {
      return Integer.MAX_VALUE;
    }
    Database.query(
        tx,
        """
        INSERT INTO governor AS g (name, capacity, changed_by) VALUES ($1, $2, $3)
        ON CONFLICT (name) DO UPDATE SET capacity = $2, changed_by = $3, changed_at = now()
        WHERE g.capacity <> $2
        """,
        job.governor().name(),
        job.governor().capacity(),
        job.createdBy());
    return free(tx, job.governor().name(), List.of());
  }
}
