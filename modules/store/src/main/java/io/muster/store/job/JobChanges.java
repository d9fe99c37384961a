package io.muster.store.job;

import io.muster.domain.task.TaskMachine;
import io.muster.store.Database;
import io.vertx.sqlclient.Row;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Transactions on jobs, and what a slot that became free means for other jobs. */
final class JobChanges {
  /** What one transaction does. */
  interface Edit {
    void on(WorkingSet set);
  }

  private static final int WAITING = 20;

  private final Database database;
  private final TaskMachine machine;
  private final Clock clock;

  JobChanges(Database database, TaskMachine machine, Clock clock) {
    this.database = database;
    this.machine = machine;
    this.clock = clock;
  }

  /** Changes jobs in one transaction; others that waited for a slot of theirs follow. */
  Applied change(List<String> jobIds, Edit edit) {
    Set<String> freed = new TreeSet<>();
    Applied applied = one(jobIds, edit, freed);
    return freed.isEmpty() ? applied : applied.and(releaseWaiting(freed));
  }

  private Applied one(List<String> jobIds, Edit edit, Set<String> freed) {
    return database.transaction(
        tx -> {
          freed.clear();
          WorkingSet set = new WorkingSet(tx, machine, clock.instant());
          set.lock(jobIds);
          edit.on(set);
          set.releaseNext();
          set.settle();
          freed.addAll(set.bounds().freed());
          return set.write();
        });
  }

  /** Gives free slots of governors to the jobs that wait for them, the oldest first. */
  Applied releaseWaiting(Collection<String> governors) {
    Applied all = Applied.NOTHING;
    for (String job : waiting(governors)) {
      all = all.and(one(List.of(job), set -> set.releaseAll(job), new TreeSet<>()));
    }
    return all;
  }

  private List<String> waiting(Collection<String> governors) {
    List<String> jobs = new ArrayList<>();
    for (Row row :
        database.query(
            """
            SELECT j.id FROM job j JOIN governor g ON g.name = j.governor
            WHERE j.governor = ANY($1) AND j.finished_at IS NULL AND j.state = 'running' AND NOT j.held
              AND j.slots < j.parallel
              AND g.capacity > (SELECT coalesce(sum(o.slots), 0) FROM job o
                                WHERE o.governor = j.governor AND o.finished_at IS NULL)
              AND EXISTS (SELECT 1 FROM task t WHERE t.job_id = j.id AND t.state = 0 AND NOT t.released)
            ORDER BY j.id LIMIT $2
            """,
            governors.toArray(String[]::new),
            WAITING)) {
      jobs.add(row.getString(0));
    }
    return jobs;
  }

  /** The governors of live jobs. */
  List<String> governors() {
    List<String> names = new ArrayList<>();
    for (Row row :
        database.query(
            "SELECT DISTINCT governor FROM job WHERE finished_at IS NULL AND governor IS NOT"
                + " NULL")) {
      names.add(row.getString(0));
    }
    return names;
  }
}
