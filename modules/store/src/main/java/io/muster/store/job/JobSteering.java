package io.muster.store.job;

import io.muster.domain.task.TaskMachine;
import io.muster.store.Database;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** How a job that is under way goes on. Every call may be repeated. */
public final class JobSteering {
  private static final Buffer NOTHING = Buffer.buffer(new byte[0]);

  private final Database database;
  private final JobChanges changes;

  public JobSteering(Database database, TaskMachine machine, Clock clock) {
    this.database = database;
    this.changes = new JobChanges(database, machine, clock);
  }

  /** Begins on no further node, or goes on again; nodes that are at work are not touched. */
  public Applied hold(String jobId, boolean held) {
    return changes.change(
        List.of(jobId),
        set -> {
          set.bounds().hold(jobId, held);
          if (!held) {
            set.releaseAll(jobId);
          }
        });
  }

  /** Ends the tasks whose turn has not come; nodes that are at work are not touched. */
  public Applied drain(String jobId, String reason) {
    return changes.change(List.of(jobId), set -> set.drain(jobId, reason));
  }

  /** Gives free slots of governors to jobs that wait for them: for the sweep. */
  public Applied releaseWaiting() {
    List<String> governors = changes.governors();
    return governors.isEmpty() ? Applied.NOTHING : changes.releaseWaiting(governors);
  }

  /**
   * The job of a request that may have been submitted. When there is none, a request with that id
   * is refused from now on.
   */
  public Optional<String> forestall(String caller, String requestKey) {
    database.query(
        """
        INSERT INTO request_key (caller, key, job_id, digest) VALUES ($1, $2, '', $3)
        ON CONFLICT DO NOTHING
        """,
        caller,
        requestKey,
        NOTHING);
    Row row =
        database
            .query(
                "SELECT job_id FROM request_key WHERE caller = $1 AND key = $2", caller, requestKey)
            .iterator()
            .next();
    String job = row.getString(0);
    return job.isEmpty() ? Optional.empty() : Optional.of(job);
  }
}
