package io.muster.store.job;

import io.muster.domain.task.TaskState;
import io.muster.store.Database;
import io.muster.store.Frozen;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads of jobs, tasks and events; no locks, no changes. */
public final class JobReads {
  /** Sorts after every id. */
  private static final String ABOVE_ALL = "~";

  private final Database database;

  public JobReads(Database database) {
    this.database = database;
  }

  public Optional<JobRow> job(String id) {
    return Optional.ofNullable(jobs(List.of(id)).get(id));
  }

  public Map<String, JobRow> jobs(Collection<String> ids) {
    Map<String, JobRow> found = new LinkedHashMap<>();
    String[] wanted = ids.toArray(String[]::new);
    for (Row row :
        database.query(
            "SELECT " + JobRow.COLUMNS + " FROM job WHERE id = ANY($1)", (Object) wanted)) {
      JobRow job = JobRow.of(row);
      found.put(job.job().id(), job);
    }
    return found;
  }

  /** The nodes of a job. */
  public Frozen frozen(String jobId) {
    return Frozen.read(database, "task WHERE job_id = $1", jobId);
  }

  /**
   * The newest first.
   *
   * @param before ids below this one; empty for all
   * @param state only jobs in it; empty for any
   * @param nodes only jobs that have a task on one of these; null for any
   */
  public List<JobRow> newest(String before, String state, String[] nodes, int limit) {
    List<JobRow> jobs = new ArrayList<>();
    for (Row row :
        database.query(
            "SELECT "
                + JobRow.COLUMNS
                + " FROM job WHERE id < $1 COLLATE \"C\" AND ($2 = '' OR state = $2)"
                + " AND ($3::text[] IS NULL OR EXISTS (SELECT FROM task t WHERE t.job_id = job.id"
                + " AND t.node_id = ANY($3))) ORDER BY id DESC LIMIT $4",
            before.isEmpty() ? ABOVE_ALL : before,
            state,
            nodes,
            limit)) {
      jobs.add(JobRow.of(row));
    }
    return jobs;
  }

  /**
   * Tasks in the order of their nodes.
   *
   * @param after ordinals above this one
   * @param state only tasks in it; null for any
   * @param nodeId only this node's; empty for all
   */
  public List<TaskRow> tasks(String jobId, int after, TaskState state, String nodeId, int limit) {
    return tasks(jobId, after, state, nodeId, null, limit);
  }

  /** As above, and only of some nodes; null for all. */
  public List<TaskRow> tasks(
      String jobId, int after, TaskState state, String nodeId, String[] nodes, int limit) {
    List<TaskRow> tasks = new ArrayList<>();
    for (Row row :
        database.query(
            "SELECT "
                + TaskRow.COLUMNS
                + " FROM task WHERE job_id = $1 AND ordinal > $2 AND ($3::int < 0 OR state = $3)"
                + " AND ($4 = '' OR node_id = $4) AND ($5::text[] IS NULL OR node_id = ANY($5))"
                + " ORDER BY ordinal LIMIT $6",
            jobId,
            after,
            state == null ? -1 : state.ordinal(),
            nodeId,
            nodes,
            limit)) {
      tasks.add(TaskRow.of(row));
    }
    return tasks;
  }

  /**
   * How many tasks of jobs on some nodes are in which state, by the job's id and the state's label.
   */
  public Map<String, Map<String, Integer>> tallies(Collection<String> jobIds, String[] nodes) {
    Map<String, Map<String, Integer>> tallies = new LinkedHashMap<>();
    for (Row row :
        database.query(
            "SELECT job_id, state, count(*)::int FROM task WHERE job_id = ANY($1) AND node_id ="
                + " ANY($2) GROUP BY 1, 2 ORDER BY 1, 2",
            jobIds.toArray(String[]::new),
            nodes)) {
      tallies
          .computeIfAbsent(row.getString(0), id -> new LinkedHashMap<>())
          .put(TaskState.values()[row.getShort(1)].label(), row.getInteger(2));
    }
    return tallies;
  }

  /**
   * An event with the node and the present row of its task; {@code task} is null for the job's own
   * events.
   */
  public record Seen(EventRow event, TaskRow task) {}

  /** Some events; {@code last} when there was none after them. */
  public record Events(List<Seen> events, boolean last) {}

  /**
   * Events in order.
   *
   * @param after numbers above this one
   * @param nodeId only this node's and the job's own; empty for all
   * @param limit so many at most
   * @param bytes no more once their bodies have so many
   */
  public Events events(String jobId, long after, String nodeId, int limit, long bytes) {
    List<Seen> events = new ArrayList<>();
    long held = 0;
    for (Row row :
        database.query(
            """
            WITH page AS (
            SELECT t.job_id, t.ordinal, t.node_id, t.attempt, t.state, t.released, t.cancelling, t.last_seq,
              t.accept_before, t.due_at, t.exit_code, t.signal, t.message, t.skipped, t.dispatched_at, t.accepted_at,
              t.started_at, t.finished_at,
              e.job_id AS job, e.seq, e.ordinal AS of_task, e.attempt AS event_attempt, e.state AS event_state, e.at, e.body
            FROM job_event e LEFT JOIN task t ON t.job_id = e.job_id AND t.ordinal = e.ordinal AND t.job_id = $1
            WHERE e.job_id = $1 AND e.seq > $2 AND ($3 = '' OR e.ordinal < 0 OR t.node_id = $3)
            ORDER BY e.seq LIMIT $4),
            sized AS (
              SELECT page.*, sum(octet_length(body)) OVER (ORDER BY seq) - octet_length(body) AS before FROM page)
            SELECT * FROM sized WHERE before < $5 ORDER BY seq
            """,
            jobId,
            after,
            nodeId,
            limit,
            bytes)) {
      Seen seen = new Seen(event(row), row.getString("node_id") == null ? null : TaskRow.of(row));
      events.add(seen);
      held += seen.event().body().length;
    }
    return new Events(events, events.size() < limit && held < bytes);
  }

  /** Jobs that have not ended, and their tasks by state in the order of domain's TaskState. */
  public record Live(int jobs, long[] tasks) {}

  public Live live() {
    long[] tasks = new long[TaskState.values().length];
    int jobs = 0;
    for (Row row : database.query("SELECT counts FROM job WHERE finished_at IS NULL")) {
      Integer[] counts = row.getArrayOfIntegers(0);
      for (int i = 0; i < counts.length; i++) {
        tasks[i] += counts[i];
      }
      jobs++;
    }
    return new Live(jobs, tasks);
  }

  private static EventRow event(Row row) {
    return new EventRow(
        row.getString("job"),
        row.getLong("seq"),
        row.getInteger("of_task"),
        row.getInteger("event_attempt"),
        row.getInteger("event_state"),
        row.getOffsetDateTime("at").toInstant(),
        row.getBuffer("body").getBytes());
  }
}
