package io.muster.cluster.bench;

import io.muster.store.Database;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.stream.IntStream;

/**
 * The rows of one job without Muster: the job and its tasks in one transaction; then, in batches of
 * the connector's size, an event inserted and a task updated for each, and the job updated. The
 * tables are copies of Muster's with the same keys and indexes, without partitions.
 */
final class PostgresFloor {
  private final Database database;
  private final int rows;
  private final int batch;
  private final byte[] body;

  PostgresFloor(Database database, int rows, int batch, int bodyBytes) {
    this.database = database;
    this.rows = rows;
    this.batch = batch;
    this.body = new byte[bodyBytes];
    database.query("DROP SCHEMA IF EXISTS floor CASCADE");
    database.query("CREATE SCHEMA floor");
    for (String table : new String[] {"job", "task", "job_event"}) {
      database.query("CREATE TABLE floor." + table + " (LIKE public." + table + " INCLUDING ALL)");
    }
  }

  /** Runs it once; milliseconds. */
  double run(String jobId, String realJob) {
    long began = System.nanoTime();
    database.transaction(tx -> insert(tx, jobId, realJob));
    for (int from = 0; from < rows; from += batch) {
      int first = from;
      int last = Math.min(rows, from + batch);
      database.transaction(tx -> update(tx, jobId, first, last));
    }
    return JobRound.millis(began);
  }

  private Void insert(SqlConnection tx, String id, String realJob) {
    Database.query(
        tx,
        """
        INSERT INTO floor.job SELECT $1, name, target, work, 'running', total, parallel, timeout_ms, ttl_ms, counts,
          1, created_by, created_at, NULL, NULL, trace_id FROM public.job WHERE id = $2
        """,
        id,
        realJob);
    Integer[] ordinals = ordinals(0, rows);
    String[] nodes =
        IntStream.range(0, rows).mapToObj("floor-%05d"::formatted).toArray(String[]::new);
    OffsetDateTime now = OffsetDateTime.now();
    Database.await(
        tx.preparedQuery(
                """
                INSERT INTO floor.task (job_id, ordinal, node_id, state, released, accept_before, due_at, dispatched_at)
                SELECT $3, o, n, 1, true, $4, $4, $4 FROM unnest($1::int[], $2::text[]) AS u(o, n)
                """)
            .execute(
                Tuple.tuple()
                    .addArrayOfInteger(ordinals)
                    .addArrayOfString(nodes)
                    .addString(id)
                    .addValue(now)));
    return null;
  }

  private Void update(SqlConnection tx, String id, int from, int to) {
    Integer[] ordinals = ordinals(from, to);
    Buffer[] bodies = new Buffer[ordinals.length];
    java.util.Arrays.fill(bodies, Buffer.buffer(body));
    OffsetDateTime now = OffsetDateTime.now();
    Database.await(
        tx.preparedQuery(
                """
                INSERT INTO floor.job_event (job_id, seq, ordinal, attempt, state, at, body)
                SELECT $3, o + 2, o, 1, 4, $4, b FROM unnest($1::int[], $2::bytea[]) AS u(o, b)
                """)
            .execute(
                Tuple.tuple()
                    .addArrayOfInteger(ordinals)
                    .addArrayOfBuffer(bodies)
                    .addString(id)
                    .addValue(now)));
    Database.await(
        tx.preparedQuery(
                """
                UPDATE floor.task t SET state = 4, last_seq = 1, exit_code = 0, accepted_at = $3, started_at = $3,
                  finished_at = $3, due_at = NULL
                FROM unnest($1::int[]) AS u(o) WHERE t.job_id = $2 AND t.ordinal = u.o
                """)
            .execute(Tuple.tuple().addArrayOfInteger(ordinals).addString(id).addValue(now)));
    Database.query(tx, "UPDATE floor.job SET last_event = $2 WHERE id = $1", id, (long) to + 1);
    return null;
  }

  private static Integer[] ordinals(int from, int to) {
    return IntStream.range(from, to).boxed().toArray(Integer[]::new);
  }
}
