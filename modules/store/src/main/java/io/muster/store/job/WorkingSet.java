package io.muster.store.job;

import static java.util.stream.Collectors.toMap;

import io.muster.domain.job.Job;
import io.muster.domain.task.Step;
import io.muster.domain.task.Step.Effect;
import io.muster.domain.task.Task;
import io.muster.domain.task.TaskEvent;
import io.muster.domain.task.TaskMachine;
import io.muster.domain.task.TaskState;
import io.muster.store.Database;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The jobs and tasks that one transaction changes. Loading locks the jobs, in the order of their
 * ids; whoever changes a task holds its job's lock, so events are numbered in the order of commits.
 * Everything is written at the end, a statement for each table.
 */
final class WorkingSet {
  private record Key(String jobId, int ordinal) {}

  private final SqlConnection tx;
  private final TaskMachine machine;
  private final Instant now;
  private final Map<String, Job> jobs = new LinkedHashMap<>();
  private final Bounds bounds;
  private final WorkingSetWriter writer;
  private final JobNews news = new JobNews();
  private final Map<Key, TaskRow> tasks = new HashMap<>();
  private final Map<Key, TaskRow> dirty = new LinkedHashMap<>();
  private final Set<String> touched = new LinkedHashSet<>();
  private final Map<String, Integer> freed = new LinkedHashMap<>();
  private final List<EventRow> events = new ArrayList<>();
  private final Set<Key> send = new LinkedHashSet<>();
  private final Set<Key> cancel = new LinkedHashSet<>();
  private final List<Integer> early = new ArrayList<>();
  private int dropped;
  private int forged;
  private int finished;

  WorkingSet(SqlConnection tx, TaskMachine machine, Instant now) {
    this.tx = tx;
    this.machine = machine;
    this.now = now;
    this.bounds = new Bounds(tx);
    this.writer = new WorkingSetWriter(tx);
  }

  Bounds bounds() {
    return bounds;
  }

  /** Locks jobs; those that do not exist are left out. */
  void lock(Collection<String> ids) {
    String[] sorted = ids.stream().distinct().sorted().toArray(String[]::new);
    for (Row row :
        Database.query(
            tx,
            """
            SELECT id, state, parallel, timeout_ms, ttl_ms, counts, last_event, finished_at, cancel_reason,
              governor, held, slots, trace_id
            FROM job WHERE id = ANY($1) ORDER BY id FOR UPDATE
            """,
            (Object) sorted)) {
      Job job = JobRow.job(row);
      jobs.put(job.id(), job);
      bounds.add(job.id(), row);
      news.loaded(job, row.getString("trace_id"));
    }
  }

  Job job(String id) {
    return jobs.get(id);
  }

  void replace(Job job) {
    jobs.put(job.id(), job);
  }

  /** Loads the tasks that the changes are about. */
  void load(List<Change> changes) {
    var columns = new Columns<>(changes).text(Change::jobId).integer(Change::ordinal).tuple();
    columns.addArrayOfString(jobs.keySet().toArray(String[]::new));
    remember(
        Database.await(
            tx.preparedQuery(
                    "SELECT "
                        + TaskRow.COLUMNS
                        + " FROM task WHERE job_id = ANY($3) AND (job_id, ordinal) IN"
                        + " (SELECT * FROM unnest($1::text[], $2::int[]))")
                .execute(columns)));
  }

  /** Loads tasks of one job by their states. */
  List<TaskRow> loadIn(String jobId, Collection<TaskState> states) {
    Short[] numbers = states.stream().map(state -> (short) state.ordinal()).toArray(Short[]::new);
    return remember(
        Database.query(
            tx,
            "SELECT "
                + TaskRow.COLUMNS
                + " FROM task WHERE job_id = $1 AND state = ANY($2) ORDER BY ordinal",
            jobId,
            numbers));
  }

  private List<TaskRow> remember(Iterable<Row> rows) {
    List<TaskRow> loaded = new ArrayList<>();
    for (Row row : rows) {
      TaskRow task = TaskRow.of(row);
      tasks.put(new Key(task.jobId(), task.ordinal()), task);
      loaded.add(task);
    }
    return loaded;
  }

  /** Applies changes in order. */
  void apply(List<Change> changes) {
    for (int i = 0; i < changes.size(); i++) {
      Change change = changes.get(i);
      TaskRow row = tasks.get(new Key(change.jobId(), change.ordinal()));
      if (row == null || !jobs.containsKey(change.jobId())) {
        dropped++;
        continue;
      }
      if (change.nodeId() != null && !change.nodeId().equals(row.nodeId())) {
        forged++;
        continue;
      }
      Step step = step(row, change.event(), change.body());
      if (step.has(Effect.AWAIT_EARLIER)) {
        early.add(i);
      } else if (step.task().equals(row.task()) && step.effects().isEmpty()) {
        dropped++;
      }
    }
  }

  /** One event on one task of this set. */
  Step step(TaskRow row, TaskEvent event, byte[] body) {
    Key key = new Key(row.jobId(), row.ordinal());
    Task before = tasks.get(key).task();
    Step step = machine.on(before, event, jobs.get(row.jobId()).timeout());
    Task after = step.task();
    if (!after.equals(before)) {
      TaskRow changed = row.with(after);
      tasks.put(key, changed);
      dirty.put(key, changed);
      jobs.computeIfPresent(row.jobId(), (id, job) -> job.moved(before.state(), after.state()));
    }
    bounds.moved(row.jobId(), before, after);
    news.moved(row, before, after);
    if (step.has(Effect.RECORD)) {
      record(row.with(after), body);
    }
    if (step.has(Effect.SEND)) {
      send.add(key);
    }
    if (step.has(Effect.SEND_CANCEL)) {
      cancel.add(key);
    }
    if (after.state().isFinal() && !before.state().isFinal()) {
      finished++;
      if (before.released()) {
        freed.merge(row.jobId(), 1, Integer::sum);
      }
    }
    return step;
  }

  private void record(TaskRow row, byte[] body) {
    Job job = jobs.get(row.jobId()).nextEvent();
    jobs.put(job.id(), job);
    byte[] shown = body != null ? body : EventBodies.of(row, now);
    events.add(
        new EventRow(
            job.id(),
            job.lastEvent(),
            row.ordinal(),
            row.task().attempt(),
            row.task().state().ordinal(),
            now,
            shown));
  }

  /** An event about the job itself. */
  void recordJob(String id) {
    Job job = jobs.get(id).nextEvent();
    jobs.put(id, job);
    events.add(
        new EventRow(
            id, job.lastEvent(), EventRow.JOB, 0, job.state().ordinal(), now, new byte[0]));
  }

  /** Gives the turn to the next tasks of jobs that work on a few nodes at a time. */
  void releaseNext() {
    for (String id : bounds.inOrder(freed.keySet())) {
      Job job = jobs.get(id);
      if (job.cancelReason() == null
          && (job.parallel() < job.tally().total() || bounds.governed(id))) {
        release(id, freed.get(id));
      }
    }
    freed.clear();
  }

  /** Gives the turn to as many tasks of a job as its slots allow. */
  void releaseAll(String id) {
    Job job = jobs.get(id);
    if (job != null && !job.state().isFinal() && job.cancelReason() == null) {
      release(id, job.parallel() - bounds.slots(id));
    }
  }

  /** Ends the tasks whose turn has not come. */
  void drain(String id, String reason) {
    for (TaskRow row : loadIn(id, List.of(TaskState.PENDING))) {
      if (!row.task().released()) {
        step(row, new TaskEvent.CancelRequested(now, reason), null);
      }
    }
  }

  /** Gives the turn to the next {@code count} tasks of a job, or to as many as may have it. */
  void release(String id, int wanted) {
    Job owner = jobs.get(id);
    int count = bounds.allowed(id, wanted, owner.parallel());
    if (count <= 0) {
      return;
    }
    flushTasks(); // the query below must see what this transaction did
    writer.await();
    Job job = jobs.get(id);
    var rows =
        Database.query(
            tx,
            "SELECT "
                + TaskRow.COLUMNS
                + ", EXISTS (SELECT 1 FROM node n WHERE n.id = node_id AND n.status = 'online') AS online"
                + " FROM task WHERE job_id = $1 AND state = 0 AND NOT released ORDER BY ordinal LIMIT $2",
            id,
            count);
    List<TaskRow> waiting = remember(rows);
    int i = 0;
    for (Row row : rows) {
      step(
          waiting.get(i++), new TaskEvent.Released(now, job.ttl(), row.getBoolean("online")), null);
    }
  }

  /** Ends jobs whose last task has ended. */
  void settle() {
    for (Job job : List.copyOf(jobs.values())) {
      Job settled = job.settled(now);
      if (settled != job) {
        jobs.put(job.id(), settled);
        recordJob(job.id());
      }
    }
  }

  /** Writes everything and says what follows. */
  Applied write() {
    flushTasks();
    Set<String> changed = new LinkedHashSet<>(touched);
    events.forEach(event -> changed.add(event.jobId()));
    writer.events(events);
    writer.jobs(
        jobs.values().stream()
            .filter(job -> changed.contains(job.id()) || bounds.changed(job.id()))
            .toList(),
        bounds);
    news.write(writer, jobs.values());
    writer.await();
    return new Applied(
        List.copyOf(early), dropped, forged, changed, rows(send), rows(cancel), finished);
  }

  private void flushTasks() {
    writer.tasks(List.copyOf(dirty.values()));
    dirty.keySet().forEach(key -> touched.add(key.jobId()));
    dirty.clear();
  }

  private List<TaskRow> rows(Set<Key> keys) {
    Map<Key, TaskRow> wanted =
        keys.stream()
            .collect(toMap(Function.identity(), tasks::get, (a, b) -> b, LinkedHashMap::new));
    return wanted.values().stream().filter(row -> !row.task().state().isFinal()).toList();
  }
}
