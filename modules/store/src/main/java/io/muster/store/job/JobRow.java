package io.muster.store.job;

import com.google.protobuf.InvalidProtocolBufferException;
import io.muster.domain.job.Job;
import io.muster.domain.job.JobState;
import io.muster.domain.job.Tally;
import io.muster.protocol.v1.Work;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;

/** A job as it is stored: what decides about it, and what people wrote. */
public record JobRow(
    Job job,
    String name,
    String target,
    Work work,
    String createdBy,
    Instant createdAt,
    String traceId,
    String governor) {
  static final String COLUMNS =
      "id, name, target, work, state, parallel, timeout_ms, ttl_ms, counts, last_event, created_by, created_at,"
          + " finished_at, cancel_reason, trace_id, governor";

  static JobRow of(Row row) {
    try {
      return new JobRow(
          job(row),
          row.getString("name"),
          row.getString("target"),
          Work.parseFrom(row.getBuffer("work").getBytes()),
          row.getString("created_by"),
          row.getOffsetDateTime("created_at").toInstant(),
          row.getString("trace_id"),
          row.getString("governor"));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(
          "job " + row.getString("id") + " holds work that cannot be read", e);
    }
  }

  static Job job(Row row) {
    Integer[] counts = row.getArrayOfIntegers("counts");
    int[] plain = new int[counts.length];
    for (int i = 0; i < counts.length; i++) {
      plain[i] = counts[i];
    }
    var finished = row.getOffsetDateTime("finished_at");
    return new Job(
        row.getString("id"),
        JobState.ofLabel(row.getString("state")),
        Tally.of(plain),
        row.getInteger("parallel"),
        Duration.ofMillis(row.getLong("timeout_ms")),
        Duration.ofMillis(row.getLong("ttl_ms")),
        row.getLong("last_event"),
        row.getString("cancel_reason"),
        finished == null ? null : finished.toInstant());
  }
}
