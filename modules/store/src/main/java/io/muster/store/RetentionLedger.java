package io.muster.store;

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
    return partitions.dropBefore(oldest);
  }

  /** Forgets the ids of requests from before that time. */
  public void forgetRequestsBefore(Instant oldest) {
    database.query(
        "DELETE FROM request_key WHERE created_at < $1", oldest.atOffset(ZoneOffset.UTC));
  }
}
