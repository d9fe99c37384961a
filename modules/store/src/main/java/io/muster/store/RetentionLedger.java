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
}
