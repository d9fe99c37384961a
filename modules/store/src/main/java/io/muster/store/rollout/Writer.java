package io.muster.store.rollout;

import io.muster.domain.rollout.Gate;
import io.muster.domain.rollout.NodeState;
import io.muster.domain.rollout.Rollout;
import io.muster.domain.rollout.RolloutNode;
import io.muster.domain.rollout.Run;
import io.muster.domain.rollout.Step;
import io.muster.protocol.v1.RolloutEvent;
import io.muster.protocol.v1.RolloutNote;
import io.muster.store.Database;
import io.muster.store.file.FileJobs;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Writes what one transaction changes of a rollout. */
final class Writer {
  private final SqlConnection tx;

  Writer(SqlConnection tx) {
    this.tx = tx;
  }

  /** Fails with {@code INVALID} when the content that it is to put on nodes is not there. */
  void insert(NewRollout r) {
    if (r.spec().hasFile()) {
      FileJobs.hold(tx, r.spec().getFile().getSha256());
    }
    Database.query(
        tx,
        """
        INSERT INTO rollout (id, name, spec, phase, batch, batches, attempt, runs, gates, last_event, created_by, roles,
          trace_id, request_key, created_at, closed, content)
        VALUES ($1, $2, $3, 'pending', 0, $4, 1, 0, 0, 1, $5, $6, $7, $8, $9, $10, $11)
        """,
        r.id(),
        r.spec().getName(),
        Buffer.buffer(r.spec().toByteArray()),
        r.batches(),
        r.createdBy(),
        r.roles().toArray(String[]::new),
        r.traceId(),
        r.spec().getRequestId().isEmpty() ? null : r.spec().getRequestId(),
        time(r.createdAt()),
        !r.spec().hasConfig(),
        r.spec().hasFile() ? r.spec().getFile().getSha256() : null);
    Tuple columns =
        Tuple.of(
            r.id(),
            ints(r.nodes(), RolloutNode::ordinal),
            texts(r.nodes(), RolloutNode::nodeId),
            ints(r.nodes(), RolloutNode::batch),
            ints(r.nodes(), node -> node.state().ordinal()),
            texts(r.nodes(), RolloutNode::message));
    run(
        """
        INSERT INTO rollout_node (rollout_id, ordinal, node_id, batch, state, message)
        SELECT $1, * FROM unnest($2::int[], $3::text[], $4::int[], $5::int[], $6::text[])
        """,
        columns);
    Rollout rollout = Rollout.pending(RolloutSpecs.rules(r.spec()), r.batches(), r.nodes());
    RolloutEvent.Builder body =
        body(rollout, List.of(new Step.Note("started", r.spec().getReason())), r.createdBy());
    event(r.id(), 1, r.createdAt(), body.build());
  }

  void save(RolloutRow row) {
    Rollout r = row.rollout();
    Run run = r.run();
    Gate gate = r.gate();
    Database.query(
        tx,
        """
        UPDATE rollout SET phase = $2, paused = $3, batch = $4, batches = $5, attempt = $6, runs = $7, gates = $8,
          run_of = $9, run_batch = $10, run_ready = $11, run_job = $12, run_wanted = $13, run_told = $14,
          gate_stage = $15, gate_until = $16, verdict = $17, reason = $18, version = $19, last_event = $20,
          finished_at = $21, closed = $22
        WHERE id = $1
        """,
        row.id(),
        r.phase().label(),
        r.paused(),
        r.batch(),
        r.batches(),
        r.attempt(),
        r.runs(),
        r.gates(),
        run == null ? null : run.of(),
        run == null ? null : run.batch(),
        run == null ? null : run.ready(),
        run == null ? null : run.jobId(),
        run == null ? null : run.wanted().name(),
        run == null ? null : run.told().name(),
        gate == null ? null : gate.stage().name(),
        gate == null ? null : time(gate.until()),
        r.verdict() == null ? null : r.verdict().name(),
        r.reason(),
        row.version(),
        row.lastEvent(),
        time(r.finishedAt()),
        row.closed());
  }

  /** Nodes that differ; both lists have the same nodes in the same places. */
  static List<RolloutNode> changed(List<RolloutNode> before, List<RolloutNode> after) {
    List<RolloutNode> changed = new ArrayList<>();
    if (before != after) {
      for (int i = 0; i < after.size(); i++) {
        if (!after.get(i).equals(before.get(i))) {
          changed.add(after.get(i));
        }
      }
    }
    return changed;
  }

  void nodes(String id, List<RolloutNode> nodes) {
    if (nodes.isEmpty()) {
      return;
    }
    Tuple columns =
        Tuple.of(
            id,
            ints(nodes, RolloutNode::ordinal),
            ints(nodes, RolloutNode::batch),
            ints(nodes, node -> node.state().ordinal()),
            ints(nodes, RolloutNode::attempt),
            ints(nodes, RolloutNode::run));
    columns.addArrayOfInteger(ints(nodes, RolloutNode::changedBy));
    columns.addArrayOfString(texts(nodes, RolloutNode::message));
    run(
        """
        UPDATE rollout_node n SET batch = u.batch, state = u.state, attempt = u.attempt, run = u.run,
          changed_by = u.changed_by, message = u.message
        FROM unnest($2::int[], $3::int[], $4::int[], $5::int[], $6::int[], $7::int[], $8::text[])
          AS u(ordinal, batch, state, attempt, run, changed_by, message)
        WHERE n.rollout_id = $1 AND n.ordinal = u.ordinal
        """,
        columns);
  }

  void run(String id, Run run, Instant at) {
    Database.query(
        tx,
        """
        INSERT INTO rollout_run (rollout_id, seq, undoes, batch, job_id, started_at) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT DO NOTHING
        """,
        id,
        run.seq(),
        run.of(),
        run.batch(),
        run.jobId(),
        time(at));
  }

  void event(RolloutRow before, RolloutRow after, Instant at, List<Step.Note> notes, String by) {
    RolloutEvent.Builder body = body(after.rollout(), notes, by);
    for (RolloutNode node : changed(before.rollout().nodes(), after.rollout().nodes())) {
      body.addNodes(RolloutNodes.message(node, after.jobs()));
    }
    event(after.id(), after.lastEvent(), at, body.build());
  }

  private static RolloutEvent.Builder body(Rollout r, List<Step.Note> notes, String by) {
    RolloutEvent.Builder body =
        RolloutEvent.newBuilder()
            .setBy(by)
            .setState(r.label())
            .setReason(r.reason())
            .setBatch(r.batch() + 1);
    for (Step.Note note : notes) {
      body.addNotes(RolloutNote.newBuilder().setKind(note.kind()).setText(note.text()));
    }
    int[] counts = new int[NodeState.values().length];
    r.nodes().forEach(node -> counts[node.state().ordinal()]++);
    return body.putAllTally(RolloutNodes.byLabel(counts));
  }

  private void event(String id, long seq, Instant at, RolloutEvent body) {
    Database.query(
        tx,
        "INSERT INTO rollout_event (rollout_id, seq, at, body) VALUES ($1, $2, $3, $4)",
        id,
        seq,
        time(at),
        Buffer.buffer(body.toByteArray()));
  }

  private void run(String sql, Tuple columns) {
    Database.await(tx.preparedQuery(sql).execute(columns));
  }

  private static Integer[] ints(List<RolloutNode> nodes, Function<RolloutNode, Integer> value) {
    return nodes.stream().map(value).toArray(Integer[]::new);
  }

  private static String[] texts(List<RolloutNode> nodes, Function<RolloutNode, String> value) {
    return nodes.stream().map(value).toArray(String[]::new);
  }

  private static OffsetDateTime time(Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }
}
