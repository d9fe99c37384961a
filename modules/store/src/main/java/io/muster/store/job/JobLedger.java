package io.muster.store.job;

import io.muster.domain.Ulid;
import io.muster.domain.job.Job;
import io.muster.domain.job.JobState;
import io.muster.domain.job.Tally;
import io.muster.domain.task.Task;
import io.muster.domain.task.TaskEvent;
import io.muster.domain.task.TaskMachine;
import io.muster.domain.task.TaskState;
import io.muster.protocol.FailureCode;
import io.muster.runtime.Failure;
import io.muster.store.Database;
import io.muster.store.Partitions;
import io.muster.store.file.FileJobs;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The one way in which jobs and tasks change. Each method is one transaction: lock the jobs, let
 * the pure machine decide, save rows, events and tallies together. What must then be sent comes
 * back as {@link Applied}; if this process dies before sending it, the sweep over {@link #due}
 * sends it.
 */
public final class JobLedger {
  private static final Set<TaskState> OPEN =
      EnumSet.of(TaskState.PENDING, TaskState.DISPATCHED, TaskState.ACCEPTED, TaskState.RUNNING);

  /** How long a task is not sent again because replies wait in crowds. */
  private static final Duration HOLD = Duration.ofSeconds(30);

  private final Database database;
  private final Partitions partitions;
  private final TaskMachine machine;
  private final Clock clock;
  private final JobChanges changes;

  public JobLedger(Database database, TaskMachine machine, Clock clock) {
    this.database = database;
    this.partitions = new Partitions(database);
    this.machine = machine;
    this.clock = clock;
    this.changes = new JobChanges(database, machine, clock);
  }

  /** What became of a submit. {@code created} is false when the request was known already. */
  public record Submitted(String jobId, boolean created, List<TaskRow> send) {}

  /**
   * Commits a job with its tasks.
   *
   * @throws Failure {@code CONFLICT} when the request key was used for another request
   */
  public Submitted submit(NewJob job) {
    partitions.ensure(Ulid.timeOf(job.id()));
    return database.transaction(
        tx -> {
          if (!job.requestKey().isEmpty() && !claim(tx, job)) {
            return new Submitted(known(tx, job), false, List.of());
          }
          return insert(tx, job);
        });
  }

  private static boolean claim(SqlConnection tx, NewJob job) {
    return Database.query(
                tx,
                """
                INSERT INTO request_key (caller, key, job_id, digest) VALUES ($1, $2, $3, $4)
                ON CONFLICT DO NOTHING RETURNING job_id
                """,
                job.createdBy(),
                job.requestKey(),
                job.id(),
                Buffer.buffer(job.digest()))
            .size()
        == 1;
  }

  private static String known(SqlConnection tx, NewJob job) {
    Row row =
        Database.query(
                tx,
                "SELECT job_id, digest FROM request_key WHERE caller = $1 AND key = $2",
                job.createdBy(),
                job.requestKey())
            .iterator()
            .next();
    if (!Arrays.equals(row.getBuffer("digest").getBytes(), job.digest())) {
      throw Failure.conflict(
          "the request id '"
              + job.requestKey()
              + "' was used for another request; choose a new one");
    }
    return row.getString("job_id");
  }

  private Submitted insert(SqlConnection tx, NewJob job) {
    int first = Math.min(job.parallel(), Bounds.left(tx, job));
    List<TaskRow> tasks = tasksOf(job, first);
    Tally tally = Tally.pending(tasks.size());
    Map<Task, List<TaskRow>> alike = new LinkedHashMap<>();
    for (TaskRow row : tasks) {
      alike.computeIfAbsent(row.task(), key -> new ArrayList<>()).add(row);
      if (row.task().state() != TaskState.PENDING) {
        tally = tally.moved(TaskState.PENDING, row.task().state());
      }
    }
    Job state =
        new Job(
            job.id(),
            JobState.RUNNING,
            tally,
            job.parallel(),
            job.timeout(),
            job.ttl(),
            1,
            null,
            null);
    FileJobs.record(tx, job.id(), job.work());
    WorkingSetWriter writer = new WorkingSetWriter(tx);
    writer.insertJob(job, state, Math.min(first, tasks.size()));
    alike.values().forEach(rows -> writer.insertTasks(job.id(), rows.getFirst(), rows));
    writer.events(
        List.of(
            new EventRow(
                job.id(),
                1,
                EventRow.JOB,
                0,
                state.state().ordinal(),
                job.createdAt(),
                new byte[0])));
    JobNews.submitted(writer, job, state);
    writer.await();
    return new Submitted(
        job.id(),
        true,
        tasks.stream().filter(row -> row.task().state() == TaskState.DISPATCHED).toList());
  }

  private List<TaskRow> tasksOf(NewJob job, int first) {
    Task waiting = Task.waiting(1);
    Task sent =
        machine
            .on(waiting, new TaskEvent.Released(job.createdAt(), job.ttl(), true), job.timeout())
            .task();
    Task waitsForNode =
        machine
            .on(waiting, new TaskEvent.Released(job.createdAt(), job.ttl(), false), job.timeout())
            .task();
    List<TaskRow> rows = new ArrayList<>(job.nodes().size());
    for (NewJob.Pick pick : job.nodes()) {
      int ordinal = rows.size();
      Task task = ordinal >= first ? waiting : pick.online() ? sent : waitsForNode;
      rows.add(new TaskRow(job.id(), ordinal, pick.nodeId(), task));
    }
    return rows;
  }

  /**
   * Applies what happened to tasks, in the given order; hundreds at a time are as many statements
   * as one.
   */
  public Applied apply(List<Change> changes) {
    if (changes.isEmpty()) {
      return Applied.NOTHING;
    }
    return change(
        changes.stream().map(Change::jobId).toList(),
        set -> {
          set.load(changes);
          set.apply(changes);
        });
  }

  /** Starts the end of a job: what was not sent ends now, for the rest the agents are told. */
  public Applied cancel(String jobId, String reason) {
    return change(
        List.of(jobId),
        set -> {
          Job job = existing(set, jobId);
          if (job.state().isFinal()) {
            return;
          }
          if (job.state() == JobState.RUNNING) {
            set.replace(job.cancelled(reason));
            set.recordJob(jobId);
          }
          Instant now = clock.instant();
          for (TaskRow row : set.loadIn(jobId, OPEN)) {
            set.step(row, new TaskEvent.CancelRequested(now, reason), null);
          }
        });
  }

  /**
   * Gives the tasks in those states another attempt.
   *
   * @throws Failure {@code CONFLICT} while the job runs, {@code INVALID} when no task is in such a
   *     state
   */
  public Applied retry(String jobId, Collection<TaskState> states) {
    return change(
        List.of(jobId),
        set -> {
          Job job = existing(set, jobId);
          if (!job.state().isFinal()) {
            throw Failure.conflict(
                "job "
                    + jobId
                    + " is still "
                    + job.state().label()
                    + "; retry it when it has ended");
          }
          List<TaskRow> again = set.loadIn(jobId, states);
          if (again.isEmpty()) {
            throw Failure.invalid(
                "no task of job "
                    + jobId
                    + " is "
                    + String.join(" or ", states.stream().map(TaskState::label).toList()));
          }
          set.replace(job.reopened());
          set.recordJob(jobId);
          again.forEach(row -> set.step(row, new TaskEvent.Retried(clock.instant()), null));
          set.release(jobId, job.parallel());
        });
  }

  /** The tasks of a node that was removed end. */
  public Applied nodeRemoved(String nodeId) {
    List<Change> changes = new ArrayList<>();
    Instant now = clock.instant();
    for (Row row :
        database.query(
            "SELECT job_id, ordinal FROM task WHERE node_id = $1 AND state < 4", nodeId)) {
      changes.add(
          new Change(
              row.getString(0), row.getInteger(1), null, new TaskEvent.NodeRemoved(now), null));
    }
    return apply(changes);
  }

  /**
   * Looks at up to {@code limit} tasks that are due: those that nobody took are sent again, those
   * whose time is over end.
   *
   * @param lag how many replies wait that could say more. While it is more than {@code limit} the
   *     control plane is behind, not the agents: nothing is sent again then for {@link #HOLD},
   *     because that would only put it further behind.
   */
  public Applied due(int limit, long lag) {
    Instant now = clock.instant();
    Instant held = lag > limit ? now.minus(HOLD) : now;
    List<Change> changes = new ArrayList<>();
    // What must be waited for with patience is left out, or it would stand before what can be sent.
    for (Row row :
        database.query(
            """
            SELECT job_id, ordinal FROM task
            WHERE state < 4 AND due_at <= $1
              AND ($3 OR due_at <= $4
                OR (state < 2 AND accept_before > $1 AND (cancelling OR due_at <= $5)))
            ORDER BY due_at LIMIT $2
            """,
            now.atOffset(ZoneOffset.UTC),
            limit,
            lag == 0,
            now.minus(machine.patience()).atOffset(ZoneOffset.UTC),
            held.atOffset(ZoneOffset.UTC))) {
      changes.add(
          new Change(
              row.getString(0), row.getInteger(1), null, new TaskEvent.Due(now, lag == 0), null));
    }
    return apply(changes);
  }

  /**
   * Up to {@code limit} tasks that agents work on and that somebody wants ended: told again, since
   * the first word may have been lost and nothing else is due before their deadline.
   */
  public Applied cancelling(int limit) {
    Instant now = clock.instant();
    List<Change> changes = new ArrayList<>();
    for (Row row :
        database.query(
            """
            SELECT t.job_id, t.ordinal FROM
              (SELECT id FROM job WHERE finished_at IS NULL AND state = 'cancelling') j
            CROSS JOIN LATERAL (
              SELECT job_id, ordinal FROM task
              WHERE job_id = j.id AND cancelling AND state IN (2, 3)) t
            LIMIT $1
            """,
            limit)) {
      changes.add(
          new Change(row.getString(0), row.getInteger(1), null, new TaskEvent.NodeAsks(now), null));
    }
    return apply(changes);
  }

  /** One node's question for its open tasks, from the job after {@code cursor} on. */
  public record Ask(String nodeId, String cursor) {}

  /** Up to {@code perNode} open tasks for each asking node, in the order of the jobs' ids. */
  public Applied catchUp(List<Ask> asks, int perNode) {
    RowSet<Row> oldest = database.query("SELECT min(id) FROM job WHERE finished_at IS NULL");
    String first = oldest.iterator().next().getString(0);
    if (first == null) {
      return Applied.NOTHING;
    }
    var columns =
        new Columns<>(asks)
            .text(Ask::nodeId)
            .text(ask -> ask.cursor().compareTo(first) > 0 ? ask.cursor() : "");
    Instant now = clock.instant();
    var tuple =
        columns.tuple().addString(first).addInteger(perNode).addValue(now.atOffset(ZoneOffset.UTC));
    List<Change> changes = new ArrayList<>();
    RowSet<Row> rows =
        Database.await(
            database
                .pool()
                .preparedQuery(
                    """
                    SELECT t.job_id, t.ordinal FROM unnest($1::text[], $2::text[]) AS a(node, after)
                    CROSS JOIN LATERAL (
                      SELECT job_id, ordinal FROM task
                      WHERE node_id = a.node AND state < 4 AND job_id >= $3 AND job_id > a.after COLLATE "C"
                        AND (cancelling OR (state < 2 AND released AND accept_before > $5))
                      ORDER BY job_id LIMIT $4) t
                    """)
                .execute(tuple));
    for (Row row : rows) {
      changes.add(
          new Change(row.getString(0), row.getInteger(1), null, new TaskEvent.NodeAsks(now), null));
    }
    return apply(changes);
  }

  private Applied change(List<String> jobIds, JobChanges.Edit edit) {
    return changes.change(jobIds, edit);
  }

  private static Job existing(WorkingSet set, String jobId) {
    Job job = set.job(jobId);
    if (job == null) {
      throw Failure.of(FailureCode.NOT_FOUND, "there is no job '" + jobId + "'");
    }
    return job;
  }
}
