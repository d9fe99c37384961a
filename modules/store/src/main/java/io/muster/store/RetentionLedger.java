package io.muster.store;

import io.muster.domain.Ulid;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** What is dropped by age. */
public final class RetentionLedger {
  private final Database database;
  private final Partitions partitions;

  public RetentionLedger(Database database) {
    this.database = database;
    this.partitions = new Partitions(database);
  }

  /**
   * Drops jobs, tasks and events of the days that ended before that time; returns the dropped
   * partitions.
   */
  public List<String> dropHistoryBefore(Instant oldest) {
    List<String> dropped = partitions.dropBefore(oldest);
    if (!dropped.isEmpty()) {
      database.query(
          "DELETE FROM file_job f WHERE job_id < $1 COLLATE \"C\" AND NOT EXISTS (SELECT FROM job"
              + " WHERE id = f.job_id)",
          Ulid.floor(oldest));
    }
    return dropped;
  }

  /** Forgets the ids of requests from before that time. */
  public void forgetRequestsBefore(Instant oldest) {
    database.query(
        "DELETE FROM request_key WHERE created_at < $1", oldest.atOffset(ZoneOffset.UTC));
  }

  /**
   * Forgets rollouts that ended before that time, with their nodes, runs, events and leases; at
   * most {@code limit} at once. Content that only they held may be collected then.
   *
   * @return how many
   */
  public int forgetRolloutsBefore(Instant oldest, int limit) {
    return database.transaction(
        tx -> {
          int gone =
              Database.query(
                      tx,
                      """
                      DELETE FROM rollout WHERE closed AND id IN (
                        SELECT id FROM rollout WHERE finished_at < $1 AND closed ORDER BY id LIMIT $2
                        FOR UPDATE SKIP LOCKED)
                      """,
                      oldest.atOffset(ZoneOffset.UTC),
                      limit)
                  .rowCount();
          // One that is live is asked for its epoch: only those of rollouts that are no more.
          Database.query(
              tx,
              """
              DELETE FROM lease l WHERE l.name LIKE 'rollout/%' AND l.expires_at < now()
                AND NOT EXISTS (SELECT FROM rollout r WHERE 'rollout/' || r.id = l.name)
              """);
          return gone;
        });
  }
}
