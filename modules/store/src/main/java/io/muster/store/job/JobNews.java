package io.muster.store.job;

import io.muster.domain.job.Job;
import io.muster.domain.job.Tally;
import io.muster.domain.task.Task;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a transaction on jobs tells the change feed: one row for each job, however many tasks moved.
 * Its body has, besides {@code job}, {@code moved}, how many tasks changed their state, and {@code
 * tasks}, which ones, when they are no more than {@link #FEW}.
 */
public final class JobNews {
  /** Of more tasks than these, only the number is told. */
  public static final int FEW = 20;

  /** The parts of the body. */
  public static final String TASKS = "tasks";

  public static final String MOVED = "moved";

  private static final String WRITE =
      """
      INSERT INTO event (subject, object, revision, trace_id, body)
      SELECT s, o, r, t, b::json
      FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[]) AS u(s, o, r, t, b)
      """;

  private record Known(Job job, String traceId) {}

  private record Told(String subject, Job job, String traceId, JsonObject body) {}

  /** The last state of each task that moved, by its ordinal. */
  private static final class Moves {
    private int count;
    private final Map<Integer, JsonObject> few = new HashMap<>();
  }

  private final Map<String, Known> before = new HashMap<>();
  private final Map<String, Moves> moves = new HashMap<>();

  void loaded(Job job, String traceId) {
    before.put(job.id(), new Known(job, traceId));
  }

  void moved(TaskRow row, Task was, Task is) {
    if (was.state() == is.state() && was.attempt() == is.attempt()) {
      return;
    }
    Moves of = moves.computeIfAbsent(row.jobId(), id -> new Moves());
    if (of.few.containsKey(row.ordinal()) || of.few.size() <= FEW) {
      of.few.put(row.ordinal(), task(row, is));
    }
    of.count++;
  }

  private static JsonObject task(TaskRow row, Task is) {
    return new JsonObject()
        .put("ordinal", row.ordinal())
        .put("nodeId", row.nodeId())
        .put("state", is.state().label())
        .put("attempt", is.attempt());
  }

  void write(WorkingSetWriter writer, Collection<Job> jobs) {
    List<Told> told = new ArrayList<>();
    for (Job job : jobs) {
      Known known = before.get(job.id());
      Moves moved = moves.get(job.id());
      if (moved == null && job.state() == known.job().state()) {
        continue;
      }
      boolean ended = job.state().isFinal() && !known.job().state().isFinal();
      JsonObject body = new JsonObject().put("job", job(job));
      if (moved != null) {
        body.put(MOVED, moved.count);
        if (moved.few.size() <= FEW) {
          body.put(TASKS, new JsonArray(List.copyOf(moved.few.values())));
        }
      }
      told.add(new Told(ended ? "job.ended" : "job.changed", job, known.traceId(), body));
    }
    insert(writer, told);
  }

  static void submitted(WorkingSetWriter writer, NewJob asked, Job job) {
    JsonObject more =
        job(job)
            .put("name", asked.name())
            .put("createdBy", asked.createdBy())
            .put("target", asked.target().substring(0, Math.min(1000, asked.target().length())));
    JsonObject body = new JsonObject().put("job", more);
    insert(writer, List.of(new Told("job.submitted", job, asked.traceId(), body)));
  }

  private static JsonObject job(Job job) {
    Tally tally = job.tally();
    JsonObject counts = new JsonObject();
    tally.byLabel().forEach(counts::put);
    return new JsonObject()
        .put("state", job.state().label())
        .put("total", tally.total())
        .put("tally", counts);
  }

  private static void insert(WorkingSetWriter writer, List<Told> told) {
    if (told.isEmpty()) {
      return;
    }
    var columns =
        new Columns<>(told)
            .text(Told::subject)
            .text(one -> one.job().id())
            .bigint(one -> one.job().lastEvent())
            .text(Told::traceId)
            .text(one -> one.body().encode());
    writer.run(WRITE, columns.tuple());
  }
}
