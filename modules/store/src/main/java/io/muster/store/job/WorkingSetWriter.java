package io.muster.store.job;

import io.muster.domain.job.Job;
import io.muster.store.Database;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes the rows of a transaction, one statement a table. The statements travel together: {@link
 * #await} tells whether all were done.
 */
final class WorkingSetWriter {
  private final SqlConnection tx;
  private final List<Future<?>> underWay = new ArrayList<>();

  WorkingSetWriter(SqlConnection tx) {
    this.tx = tx;
  }

  void tasks(List<TaskRow> rows) {
    if (rows.isEmpty()) {
      return;
    }
    Tuple columns =
        new Columns<>(rows)
            .text(TaskRow::jobId)
            .integer(TaskRow::ordinal)
            .integer(row -> row.task().attempt())
            .integer(row -> row.task().state().ordinal())
            .bool(row -> row.task().released())
            .bool(row -> row.task().cancelling())
            .bigint(row -> row.task().lastSeq())
            .time(row -> row.task().acceptBefore())
            .time(row -> row.task().dueAt())
            .integer(row -> row.task().ending().exitCode())
            .integer(row -> row.task().ending().signal())
            .text(row -> row.task().ending().message())
            .bool(row -> row.task().ending().skipped())
            .time(row -> row.task().times().dispatched())
            .time(row -> row.task().times().accepted())
            .time(row -> row.task().times().started())
            .time(row -> row.task().times().finished())
            .tuple();
    columns.addArrayOfString(rows.stream().map(TaskRow::jobId).distinct().toArray(String[]::new));
    run(
        """
        UPDATE task t SET attempt = u.attempt, state = u.state, released = u.released, cancelling = u.cancelling,
          last_seq = u.last_seq, accept_before = u.accept_before, due_at = u.due_at, exit_code = u.exit_code,
          signal = u.signal, message = u.message, skipped = u.skipped, dispatched_at = u.dispatched_at,
          accepted_at = u.accepted_at, started_at = u.started_at, finished_at = u.finished_at
        FROM unnest($1::text[], $2::int[], $3::int[], $4::int[], $5::bool[], $6::bool[], $7::bigint[],
          $8::timestamptz[], $9::timestamptz[], $10::int[], $11::int[], $12::text[], $13::bool[],
          $14::timestamptz[], $15::timestamptz[], $16::timestamptz[], $17::timestamptz[])
          AS u(job_id, ordinal, attempt, state, released, cancelling, last_seq, accept_before, due_at, exit_code,
            signal, message, skipped, dispatched_at, accepted_at, started_at, finished_at)
        WHERE t.job_id = ANY($18) AND t.job_id = u.job_id AND t.ordinal = u.ordinal
        """,
        columns);
  }

  void events(List<EventRow> rows) {
    if (rows.isEmpty()) {
      return;
    }
    run(
        """
        INSERT INTO job_event (job_id, seq, ordinal, attempt, state, at, body)
        SELECT * FROM unnest($1::text[], $2::bigint[], $3::int[], $4::int[], $5::int[], $6::timestamptz[], $7::bytea[])
        """,
        new Columns<>(rows)
            .text(EventRow::jobId)
            .bigint(EventRow::seq)
            .integer(EventRow::ordinal)
            .integer(EventRow::attempt)
            .integer(EventRow::state)
            .time(EventRow::at)
            .bytes(EventRow::body)
            .tuple());
  }

  void jobs(List<Job> rows, Bounds bounds) {
    for (Job job : rows) {
      Integer[] counts = Arrays.stream(job.tally().counts()).boxed().toArray(Integer[]::new);
      run(
          """
          UPDATE job SET state = $2, counts = $3, last_event = $4, finished_at = $5, cancel_reason = $6,
            slots = $7, held = $8
          WHERE id = $1
          """,
          Tuple.from(
              Arrays.asList(
                  job.id(),
                  job.state().label(),
                  counts,
                  job.lastEvent(),
                  time(job.finishedAt()),
                  job.cancelReason(),
                  bounds.slots(job.id()),
                  bounds.held(job.id()))));
    }
  }

  void insertJob(NewJob job, Job state, int slots) {
    run(
        """
        INSERT INTO job (id, name, target, work, state, total, parallel, timeout_ms, ttl_ms, counts, last_event,
          created_by, created_at, trace_id, slots, governor)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11, $12, $13, $14, $15)
        """,
        Tuple.from(
            Arrays.asList(
                job.id(),
                job.name(),
                job.target(),
                Buffer.buffer(job.work().toByteArray()),
                state.state().label(),
                job.nodes().size(),
                job.parallel(),
                job.timeout().toMillis(),
                job.ttl().toMillis(),
                Arrays.stream(state.tally().counts()).boxed().toArray(Integer[]::new),
                job.createdBy(),
                time(job.createdAt()),
                job.traceId(),
                slots,
                job.governor() == null ? null : job.governor().name())));
  }

  /** Tasks of a new job that are alike but for their nodes. */
  void insertTasks(String jobId, TaskRow like, List<TaskRow> rows) {
    Tuple columns = new Columns<>(rows).integer(TaskRow::ordinal).text(TaskRow::nodeId).tuple();
    var task = like.task();
    columns.addString(jobId).addInteger(task.state().ordinal()).addBoolean(task.released());
    columns
        .addValue(time(task.acceptBefore()))
        .addValue(time(task.dueAt()))
        .addValue(time(task.times().dispatched()));
    run(
        """
        INSERT INTO task (job_id, ordinal, node_id, state, released, accept_before, due_at, dispatched_at)
        SELECT $3, o, n, $4::int, $5, $6, $7, $8 FROM unnest($1::int[], $2::text[]) AS u(o, n)
        """,
        columns);
  }

  private static OffsetDateTime time(Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  /** One more statement. */
  void run(String sql, Tuple columns) {
    underWay.add(tx.preparedQuery(sql).execute(columns));
  }

  /** Awaits all that was written; throws what PostgreSQL says of the first that it refuses. */
  void await() {
    // In their order: what follows a refused one fails too, and says less.
    underWay.forEach(Database::await);
    underWay.clear();
  }
}
