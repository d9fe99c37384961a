package io.muster.store.rollout;

import com.google.protobuf.InvalidProtocolBufferException;
import io.muster.domain.rollout.NodeState;
import io.muster.protocol.v1.RolloutEvent;
import io.muster.store.Database;
import io.muster.store.Frozen;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads of rollouts; no locks, no changes. */
public final class RolloutReads {
  private static final String ABOVE_ALL = "~";

  private final Database database;

  public RolloutReads(Database database) {
    this.database = database;
  }

  /** The id of a rollout by its id, or of the newest with that name. */
  public Optional<String> find(String idOrName) {
    for (Row row :
        database.query(
            "SELECT id FROM rollout WHERE id = $1 OR name = $1 ORDER BY id = $1 DESC, id DESC"
                + " LIMIT 1",
            idOrName)) {
      return Optional.of(row.getString(0));
    }
    return Optional.empty();
  }

  /** The nodes that a rollout is to change; those that were left out at its start are not. */
  public Frozen frozen(String id) {
    return Frozen.read(database, "rollout_node WHERE rollout_id = $1 AND batch >= 0", id);
  }

  /** A rollout with all its nodes. */
  public Optional<RolloutRow> full(String id) {
    return database.transaction(tx -> Rows.load(tx, id, ""));
  }

  /** A rollout with how many of its nodes are in which state, but without the nodes. */
  public Optional<RolloutRow> head(String id) {
    return heads("WHERE id = $1", id).stream().findFirst();
  }

  /**
   * The newest first, without nodes.
   *
   * @param before ids below this one; empty for all
   */
  public List<RolloutRow> newest(String before, boolean live, int limit) {
    return heads(
        "WHERE id < $1 COLLATE \"C\" AND (NOT $2 OR finished_at IS NULL) ORDER BY id DESC LIMIT $3",
        before.isEmpty() ? ABOVE_ALL : before,
        live,
        limit);
  }

  private List<RolloutRow> heads(String where, Object... parameters) {
    List<Row> rows = new ArrayList<>();
    database
        .query("SELECT " + Rows.COLUMNS + Rows.OWNER + " FROM rollout " + where, parameters)
        .forEach(rows::add);
    String[] ids = rows.stream().map(row -> row.getString("id")).toArray(String[]::new);
    Map<String, Map<Integer, int[]>> tallies = new HashMap<>();
    for (Row row :
        database.query(
            "SELECT rollout_id, batch, state, count(*)::int FROM rollout_node WHERE rollout_id ="
                + " ANY($1) GROUP BY 1, 2, 3",
            (Object) ids)) {
      tallies.computeIfAbsent(row.getString(0), id -> new TreeMap<>())
              .computeIfAbsent(row.getInteger(1), b -> new int[NodeState.values().length])[
              row.getShort(2)] =
          row.getInteger(3);
    }
    return rows.stream()
        .map(row -> Rows.row(row, List.of(), Map.of(), tallies.get(row.getString("id"))))
        .toList();
  }

  /** Those that have not ended, or after whose end something is left to be done. */
  public List<String> live() {
    List<String> ids = new ArrayList<>();
    for (Row row :
        database.query(
            "SELECT id FROM rollout WHERE finished_at IS NULL OR NOT closed ORDER BY id")) {
      ids.add(row.getString(0));
    }
    return ids;
  }

  /** Which of these nodes cannot work now, and why: offline, cordoned or removed. */
  public Map<String, String> unfit(List<String> nodeIds) {
    Map<String, String> unfit = new HashMap<>();
    for (Row row :
        database.query(
            """
            SELECT u.id, CASE WHEN n.id IS NULL OR n.removed_at IS NOT NULL THEN 'removed'
                              WHEN n.cordoned THEN 'cordoned' ELSE 'offline' END
            FROM unnest($1::text[]) AS u(id) LEFT JOIN node n ON n.id = u.id
            WHERE n.id IS NULL OR n.removed_at IS NOT NULL OR n.cordoned OR n.status <> 'online'
            """,
            (Object) nodeIds.toArray(String[]::new))) {
      unfit.put(row.getString(0), row.getString(1));
    }
    return unfit;
  }

  /** One event as it is stored. */
  public record Seen(long seq, Instant at, RolloutEvent body) {}

  /** Events in order, above a number. */
  public List<Seen> events(String id, long after, int limit) {
    List<Seen> events = new ArrayList<>();
    for (Row row :
        database.query(
            "SELECT seq, at, body FROM rollout_event WHERE rollout_id = $1 AND seq > $2 ORDER BY"
                + " seq LIMIT $3",
            id,
            after,
            limit)) {
      try {
        events.add(
            new Seen(
                row.getLong(0),
                row.getOffsetDateTime(1).toInstant(),
                RolloutEvent.parseFrom(row.getBuffer(2).getBytes())));
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalStateException("rollout " + id + " has an event that cannot be read", e);
      }
    }
    return events;
  }

  /**
   * What a rollout has to do with a node.
   *
   * @param batch from 0; -1 for one that was left out at the start
   */
  public record Part(String rolloutId, NodeState state, int batch, String message, int run) {}

  /** The part of a node in live rollouts, and in the newest one that ended. */
  public List<Part> partsOf(String nodeId) {
    List<Part> parts = new ArrayList<>();
    for (Row row :
        database.query(
            """
            SELECT n.rollout_id, n.state, n.batch, n.message, n.run FROM rollout_node n
            JOIN rollout r ON r.id = n.rollout_id
            WHERE n.node_id = $1 AND (r.finished_at IS NULL OR r.id =
              (SELECT max(m.rollout_id) FROM rollout_node m JOIN rollout e ON e.id = m.rollout_id
               WHERE m.node_id = $1 AND e.finished_at IS NOT NULL))
            ORDER BY n.rollout_id DESC
            """,
            nodeId)) {
      parts.add(
          new Part(
              row.getString(0),
              NodeState.values()[row.getShort(1)],
              row.getInteger(2),
              row.getString(3),
              row.getInteger(4)));
    }
    return parts;
  }

  /** An open task of a node, and what bounds its job. */
  public record OpenTask(
      String jobId,
      String jobName,
      String state,
      boolean released,
      boolean held,
      String governor,
      int capacity,
      int used) {}

  /** The open tasks of a node, the oldest first. */
  public List<OpenTask> openTasks(String nodeId) {
    List<OpenTask> tasks = new ArrayList<>();
    for (Row row :
        database.query(
            """
            SELECT j.id, j.name, t.state, t.released, j.held, j.governor, coalesce(g.capacity, 0) AS capacity,
              (SELECT coalesce(sum(o.slots), 0)::int FROM job o
               WHERE o.governor = j.governor AND o.finished_at IS NULL) AS used
            FROM task t JOIN job j ON j.id = t.job_id LEFT JOIN governor g ON g.name = j.governor
            WHERE t.node_id = $1 AND t.state < 4 AND j.finished_at IS NULL ORDER BY j.id LIMIT 20
            """,
            nodeId)) {
      tasks.add(
          new OpenTask(
              row.getString(0),
              row.getString(1),
              io.muster.domain.task.TaskState.values()[row.getShort(2)].label(),
              row.getBoolean(3),
              row.getBoolean(4),
              row.getString(5),
              row.getInteger(6),
              row.getInteger(7)));
    }
    return tasks;
  }
}
