package io.muster.server.events;

import io.muster.store.event.EventRow;
import io.muster.store.job.JobNews;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes events of rows. Of a job that changed several times in one batch the last change is told,
 * and its tasks before it: each where few moved, their number where many did.
 */
final class Announcements {
  private static final String CHANGED = "job.changed";
  private static final String ENDED = "job.ended";

  /** What was not told yet of a job. */
  private static final class Pending {
    private final List<Long> rows = new ArrayList<>();
    private final Map<Integer, Task> tasks = new TreeMap<>();
    private int moved;
    private boolean many;
  }

  private record Task(long row, JsonObject json) {}

  private final List<Announcement> all = new ArrayList<>();
  private final Map<String, Pending> pending = new HashMap<>();

  private Announcements() {}

  static List<Announcement> of(List<EventRow> rows) {
    Map<String, Long> last = new HashMap<>();
    for (EventRow row : rows) {
      if (isOfJob(row)) {
        last.put(row.object(), row.seq());
      }
    }
    Announcements made = new Announcements();
    for (EventRow row : rows) {
      if (isOfJob(row)) {
        made.job(row, row.subject().equals(ENDED) || last.get(row.object()) == row.seq());
      } else {
        made.all.add(
            new Announcement(row.subject(), id(row), json(row, row.body()), List.of(row.seq())));
      }
    }
    return made.all;
  }

  private static boolean isOfJob(EventRow row) {
    return row.subject().equals(CHANGED) || row.subject().equals(ENDED);
  }

  private void job(EventRow row, boolean tell) {
    Pending of = pending.computeIfAbsent(row.object(), id -> new Pending());
    of.rows.add(row.seq());
    int moved = row.body().getInteger(JobNews.MOVED, 0);
    JsonArray tasks = row.body().getJsonArray(JobNews.TASKS, new JsonArray());
    of.moved += moved;
    of.many |= moved > 0 && tasks.isEmpty();
    for (int i = 0; i < tasks.size(); i++) {
      JsonObject task = tasks.getJsonObject(i);
      of.tasks.put(task.getInteger("ordinal"), new Task(row.seq(), task));
    }
    if (tell) {
      tasks(row, of);
      JsonObject body = new JsonObject().put("job", row.body().getValue("job"));
      all.add(new Announcement(row.subject(), id(row), json(row, body), List.copyOf(of.rows)));
      pending.remove(row.object());
    }
  }

  private void tasks(EventRow row, Pending of) {
    if (of.many || of.tasks.size() > JobNews.FEW) {
      JsonObject many = new JsonObject().put("jobId", row.object()).put("count", of.moved);
      JsonObject body = new JsonObject().put("task", many);
      task(id(row) + ".many", json(row, row.object(), "", body));
      return;
    }
    of.tasks.forEach(
        (ordinal, task) -> {
          JsonObject one = task.json().copy();
          String node = String.valueOf(one.remove("nodeId"));
          JsonObject body = new JsonObject().put("task", one.put("jobId", row.object()));
          task(
              "e" + task.row() + "." + ordinal,
              json(row, row.object() + "." + ordinal, node, body));
        });
  }

  private void task(String messageId, byte[] json) {
    all.add(new Announcement("task.changed", messageId, json, List.of()));
  }

  private static String id(EventRow row) {
    return "e" + row.seq();
  }

  private static byte[] json(EventRow row, JsonObject body) {
    return envelope(row, row.subject(), row.object(), row.nodeId(), body);
  }

  private static byte[] json(EventRow row, String object, String node, JsonObject body) {
    return envelope(row, "task.changed", object, node, body);
  }

  /** A {@code muster.v1.Event} in protobuf's JSON. */
  private static byte[] envelope(
      EventRow row, String subject, String object, String node, JsonObject body) {
    return new JsonObject()
        .put("at", row.at().toString())
        .put("subject", subject)
        .put("object", object)
        .put("nodeId", node)
        .put("revision", Long.toString(row.revision()))
        .put("traceId", row.traceId())
        .mergeIn(body)
        .toBuffer()
        .getBytes();
  }
}
