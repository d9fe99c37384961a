package io.muster.store.rollout;

import com.google.protobuf.InvalidProtocolBufferException;
import io.muster.domain.rollout.Gate;
import io.muster.domain.rollout.NodeState;
import io.muster.domain.rollout.Phase;
import io.muster.domain.rollout.Rollout;
import io.muster.domain.rollout.RolloutNode;
import io.muster.domain.rollout.Run;
import io.muster.protocol.v1.StartRolloutRequest;
import io.muster.store.Database;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From rows to values. */
final class Rows {
  static final String COLUMNS =
      "id, name, spec, phase, paused, batch, batches, attempt, runs, gates, run_of, run_batch, run_ready, run_job,"
          + " run_wanted, run_told, gate_stage, gate_until, verdict, reason, version, last_event, created_by,"
          + " roles, trace_id, created_at, finished_at, closed";

  static final String OWNER =
      ", (SELECT holder FROM lease WHERE lease.name = 'rollout/' || rollout.id AND expires_at > now()) AS owner";

  private static final NodeState[] STATES = NodeState.values();

  private Rows() {}

  /**
   * A rollout with its nodes.
   *
   * @param lock {@code FOR UPDATE}, or empty
   */
  static Optional<RolloutRow> load(SqlConnection tx, String id, String lock) {
    for (Row row :
        Database.query(
            tx, "SELECT " + COLUMNS + OWNER + " FROM rollout WHERE id = $1 " + lock, id)) {
      return Optional.of(row(row, nodes(tx, id), jobs(tx, id), null));
    }
    return Optional.empty();
  }

  private static List<RolloutNode> nodes(SqlConnection tx, String id) {
    List<RolloutNode> nodes = new ArrayList<>();
    for (Row row :
        Database.query(
            tx,
            "SELECT ordinal, node_id, batch, state, attempt, run, changed_by, message FROM"
                + " rollout_node WHERE rollout_id = $1 ORDER BY ordinal",
            id)) {
      nodes.add(
          new RolloutNode(
              row.getInteger(0),
              row.getString(1),
              row.getInteger(2),
              STATES[row.getShort(3)],
              row.getInteger(4),
              row.getInteger(5),
              row.getInteger(6),
              row.getString(7)));
    }
    return List.copyOf(nodes);
  }

  private static Map<Integer, String> jobs(SqlConnection tx, String id) {
    Map<Integer, String> jobs = new HashMap<>();
    for (Row row :
        Database.query(tx, "SELECT seq, job_id FROM rollout_run WHERE rollout_id = $1", id)) {
      jobs.put(row.getInteger(0), row.getString(1));
    }
    return Map.copyOf(jobs);
  }

  static RolloutRow row(
      Row row, List<RolloutNode> nodes, Map<Integer, String> jobs, Map<Integer, int[]> tallies) {
    StartRolloutRequest spec = spec(row);
    Rollout rollout =
        new Rollout(
            RolloutSpecs.rules(spec),
            Phase.ofLabel(row.getString("phase")),
            row.getBoolean("paused"),
            row.getInteger("batch"),
            row.getInteger("batches"),
            row.getInteger("attempt"),
            row.getInteger("runs"),
            row.getInteger("gates"),
            run(row),
            gate(row),
            row.getString("verdict") == null
                ? null
                : Rollout.Verdict.valueOf(row.getString("verdict")),
            row.getString("reason"),
            instant(row, "finished_at"),
            nodes);
    String owner = row.getString("owner");
    return new RolloutRow(
        row.getString("id"),
        row.getString("name"),
        spec,
        rollout,
        row.getLong("version"),
        row.getLong("last_event"),
        row.getString("created_by"),
        List.of(row.getArrayOfStrings("roles")),
        row.getString("trace_id"),
        instant(row, "created_at"),
        jobs,
        owner == null ? "" : owner,
        tallies,
        row.getBoolean("closed"));
  }

  private static StartRolloutRequest spec(Row row) {
    try {
      return StartRolloutRequest.parseFrom(row.getBuffer("spec").getBytes());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("rollout " + row.getString("id") + " cannot be read", e);
    }
  }

  private static Run run(Row row) {
    return row.getInteger("run_of") == null
        ? null
        : new Run(
            row.getInteger("runs"),
            row.getInteger("run_of"),
            row.getInteger("run_batch"),
            row.getBoolean("run_ready"),
            row.getString("run_job"),
            Run.Order.valueOf(row.getString("run_wanted")),
            Run.Order.valueOf(row.getString("run_told")));
  }

  private static Gate gate(Row row) {
    String stage = row.getString("gate_stage");
    return stage == null
        ? null
        : new Gate(row.getInteger("gates"), Gate.Stage.valueOf(stage), instant(row, "gate_until"));
  }

  private static Instant instant(Row row, String column) {
    OffsetDateTime time = row.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }
}
