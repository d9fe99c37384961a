package io.muster.cluster.bench;

import io.muster.cluster.api.Rest;
import io.muster.runtime.Failure;
import io.muster.store.Database;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One command on all agents, from the submit to the commit of the last result.
 *
 * @param wallMs until the job's end was seen in the database, which is asked every few ms
 * @param p50Ms of the tasks: from their dispatch to the transaction that recorded their end
 * @param succeeded how many tasks did
 */
record JobRound(
    String jobId, double submitMs, double wallMs, double p50Ms, double p99Ms, int succeeded) {
  private static final long POLL_MS = 4;
  private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(3);

  static JobRound run(Rest rest, Database database, String target) throws InterruptedException {
    return run(rest, database, target, 0);
  }

  /** {@code batch} is how many work at the same time; 0 for all. */
  static JobRound run(Rest rest, Database database, String target, int batch)
      throws InterruptedException {
    JsonObject body =
        new JsonObject()
            .put("batch", batch == 0 ? "" : Integer.toString(batch))
            .put("target", target)
            .put("ttl", "150s")
            .put("shell", new JsonObject().put("argv", new JsonArray().add("true")));
    long began = System.nanoTime();
    String id = rest.post("/api/v1/jobs", body).getString("id");
    double submit = millis(began);
    while (!ended(database, id)) {
      if (System.nanoTime() - began > LIMIT_NANOS) {
        throw new IllegalStateException("job " + id + " did not end in time");
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MS);
    }
    double wall = millis(began);
    Figures latencies = latencies(database, id);
    return new JobRound(
        id, submit, wall, latencies.median(), latencies.percentile(0.99), count(database, id));
  }

  private static int count(Database database, String id) {
    return database
        .query("SELECT count(*)::int FROM task WHERE job_id = $1 AND state = 4", id)
        .iterator()
        .next()
        .getInteger(0);
  }

  private static Figures latencies(Database database, String id) {
    Map<Integer, OffsetDateTime> sent = new HashMap<>();
    for (Row row :
        database.query("SELECT ordinal, dispatched_at FROM task WHERE job_id = $1", id)) {
      sent.put(row.getInteger(0), row.getOffsetDateTime(1));
    }
    List<Double> took = new ArrayList<>();
    for (Row row :
        database.query(
            "SELECT ordinal, at FROM job_event WHERE job_id = $1 AND ordinal >= 0 AND state >= 4",
            id)) {
      Duration one = Duration.between(sent.get(row.getInteger(0)), row.getOffsetDateTime(1));
      took.add(one.toNanos() / 1e6);
    }
    return new Figures(took);
  }

  private static boolean ended(Database database, String id) {
    try {
      return database
          .query("SELECT finished_at IS NOT NULL FROM job WHERE id = $1", id)
          .iterator()
          .next()
          .getBoolean(0);
    } catch (Failure busy) {
      return false; // asked again: the machine may be busy with everything else
    }
  }

  static double millis(long since) {
    return (System.nanoTime() - since) / 1e6;
  }
}
