package io.muster.cluster.bench;

import io.muster.cluster.api.Rest;
import io.muster.domain.rollout.NodeState;
import io.muster.runtime.Failure;
import io.muster.store.Database;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * One rollout of one command over all agents, a batch at a time without a pause.
 *
 * @param wallMs from before the start until its end was seen in the database, which is asked every
 *     few ms
 * @param overheadMs for each batch but the first: from the transaction that recorded the last
 *     result of the batch before it to the dispatch of its own first task
 * @param succeeded how many nodes did
 */
record RolloutRound(double wallMs, List<Double> overheadMs, int succeeded) {
  private static final long POLL_MS = 4;
  private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(5);

  private static final String SUCCEEDED =
      "SELECT count(*)::int FROM rollout_node WHERE rollout_id = $1 AND state = "
          + NodeState.SUCCEEDED.ordinal();

  private static final String BATCHES =
      """
      SELECT (SELECT min(t.dispatched_at) FROM task t WHERE t.job_id = r.job_id),
        (SELECT max(e.at) FROM job_event e WHERE e.job_id = r.job_id AND e.ordinal >= 0 AND e.state >= 4)
      FROM rollout_run r WHERE r.rollout_id = $1 ORDER BY r.seq
      """;

  static RolloutRound run(Rest rest, Database database, String target, int batch)
      throws InterruptedException {
    JsonObject body =
        new JsonObject()
            .put("name", "bench-" + UUID.randomUUID())
            .put("target", target)
            .put("batchSize", Integer.toString(batch))
            .put("autoAdvance", true)
            .put("ttl", "150s")
            .put("shell", new JsonObject().put("argv", new JsonArray().add("true")));
    long began = System.nanoTime();
    String id = rest.post("/api/v1/rollouts", body).getString("id");
    while (!ended(database, id)) {
      if (System.nanoTime() - began > LIMIT_NANOS) {
        throw new IllegalStateException("rollout " + id + " did not end in time");
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MS);
    }
    double wall = JobRound.millis(began);
    int succeeded = database.query(SUCCEEDED, id).iterator().next().getInteger(0);
    return new RolloutRound(wall, overheads(database, id), succeeded);
  }

  private static List<Double> overheads(Database database, String id) {
    List<Double> between = new ArrayList<>();
    OffsetDateTime lastResult = null;
    for (Row run : database.query(BATCHES, id)) {
      if (lastResult != null) {
        between.add(Duration.between(lastResult, run.getOffsetDateTime(0)).toNanos() / 1e6);
      }
      lastResult = run.getOffsetDateTime(1);
    }
    return between;
  }

  private static boolean ended(Database database, String id) {
    try {
      return database
          .query("SELECT finished_at IS NOT NULL FROM rollout WHERE id = $1", id)
          .iterator()
          .next()
          .getBoolean(0);
    } catch (Failure busy) {
      return false; // asked again: the machine may be busy with everything else
    }
  }
}
