package io.muster.store.config;

import io.muster.runtime.Failure;
import io.muster.store.Database;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What nodes are to run, and what they say they run. Every method awaits. */
public final class ConfigStates {
  /**
   * Other documents apply to a node than before.
   *
   * @param known the number that the node had when this was worked out
   * @param floor at least this was given to the node already, as it says itself
   * @param stamp empty for nothing
   */
  public record Move(String nodeId, String component, long known, long floor, String stamp) {
    private long above(long number) {
      long most = Math.max(known, floor);
      return most < number ? number : most + 1;
    }
  }

  /** What an agent said of one component. */
  public record Report(
      String nodeId, String component, long running, long refused, String refusedReason) {}

  private static final String READ =
      "SELECT s.* FROM config_state s WHERE ($1::text[] IS NULL OR s.node_id = ANY($1))"
          + " AND ($2 = '' OR s.component = $2) ORDER BY s.node_id, s.component";
  private static final String MOVE =
      """
      INSERT INTO config_state AS s (node_id, component, revision, stamp)
      SELECT node_id, component, revision, stamp
      FROM unnest($1::text[], $2::text[], $4::int8[], $5::text[]) AS m (node_id, component, revision, stamp)
      ORDER BY node_id, component
      ON CONFLICT (node_id, component) DO UPDATE
        SET revision = excluded.revision, stamp = excluded.stamp, since = now()
        WHERE s.revision = (SELECT k.known
          FROM unnest($1::text[], $2::text[], $3::int8[]) AS k (node_id, component, known)
          WHERE k.node_id = s.node_id AND k.component = s.component)
      RETURNING s.*""";
  private static final String REPORT =
      """
      INSERT INTO config_state AS s (node_id, component, running, refused, refused_reason)
      SELECT r.node_id, r.component, r.running, r.refused, r.reason
      FROM unnest($1::text[], $2::text[], $3::int8[], $4::int8[], $5::text[])
        AS r (node_id, component, running, refused, reason)
      JOIN node n ON n.id = r.node_id AND n.removed_at IS NULL
      WHERE EXISTS (SELECT 1 FROM config_document d WHERE d.component = r.component)
      ORDER BY r.node_id, r.component
      ON CONFLICT (node_id, component) DO UPDATE
        SET running = excluded.running, refused = excluded.refused,
            refused_reason = excluded.refused_reason,
            running_stamp = CASE WHEN excluded.running = s.revision THEN s.stamp
              WHEN excluded.running = s.running THEN s.running_stamp ELSE '' END
        WHERE (s.running, s.refused, s.refused_reason)
          IS DISTINCT FROM (excluded.running, excluded.refused, excluded.refused_reason)""";
  private static final String SILENT =
      """
      WITH silent AS MATERIALIZED (
        SELECT s.node_id, s.component FROM config_state s
        WHERE s.node_id = ANY($1) AND (s.running <> 0 OR s.refused <> 0) AND NOT EXISTS (
          SELECT 1 FROM unnest($2::text[], $3::text[]) AS r (node_id, component)
          WHERE r.node_id = s.node_id AND r.component = s.component)
        ORDER BY s.node_id, s.component FOR UPDATE OF s)
      UPDATE config_state s SET running = 0, running_stamp = '', refused = 0, refused_reason = ''
      FROM silent WHERE s.node_id = silent.node_id AND s.component = silent.component""";

  private final Database database;

  public ConfigStates(Database database) {
    this.database = database;
  }

  /**
   * States ordered by node and component.
   *
   * @param nodes null for all
   * @param component empty for all
   */
  public List<NodeState> read(Collection<String> nodes, String component) {
    Object ids = nodes == null ? null : nodes.toArray(String[]::new);
    return rows(database.query(READ, ids, component));
  }

  /**
   * Gives nodes new numbers.
   *
   * @param evaluated up to which change the documents were looked at
   * @return those that were moved; another control-plane node may have been faster with some
   * @throws Failure {@code CONFLICT} when documents have changed since
   */
  public List<NodeState> move(long evaluated, List<Move> moves) {
    if (moves.isEmpty()) {
      return List.of();
    }
    return database.transaction(
        tx -> {
          Numbers numbers = Numbers.lock(tx);
          if (numbers.documents() != evaluated) {
            throw Failure.conflict("documents have changed meanwhile; look again");
          }
          return move(tx, moves, number(numbers, moves));
        });
  }

  /** The number of the documents, or, for nodes that have that already, a new one. */
  private static long number(Numbers numbers, List<Move> moves) {
    long most = moves.stream().mapToLong(Move::known).max().orElseThrow();
    return most < numbers.documents() ? numbers.documents() : numbers.forNodes();
  }

  private static List<NodeState> move(SqlConnection tx, List<Move> moves, long number) {
    return rows(
        Database.query(
            tx,
            MOVE,
            moves.stream().map(Move::nodeId).toArray(String[]::new),
            moves.stream().map(Move::component).toArray(String[]::new),
            moves.stream().map(Move::known).toArray(Long[]::new),
            moves.stream().map(m -> m.above(number)).toArray(Long[]::new),
            moves.stream().map(Move::stamp).toArray(String[]::new)));
  }

  /**
   * Stores what agents said; writes only what is new.
   *
   * @param nodes who said something: of components that they do not name they run nothing
   */
  public void report(Collection<String> nodes, List<Report> reports) {
    String[] ids = reports.stream().map(Report::nodeId).toArray(String[]::new);
    String[] components = reports.stream().map(Report::component).toArray(String[]::new);
    if (!reports.isEmpty()) {
      database.query(
          REPORT,
          ids,
          components,
          reports.stream().map(Report::running).toArray(Long[]::new),
          reports.stream().map(Report::refused).toArray(Long[]::new),
          reports.stream().map(Report::refusedReason).toArray(String[]::new));
    }
    database.query(SILENT, nodes.stream().sorted().toArray(String[]::new), ids, components);
  }

  private static List<NodeState> rows(Iterable<Row> rows) {
    List<NodeState> states = new ArrayList<>();
    for (Row row : rows) {
      states.add(
          new NodeState(
              row.getString("node_id"),
              row.getString("component"),
              row.getLong("revision"),
              row.getString("stamp"),
              row.getOffsetDateTime("since").toInstant(),
              row.getLong("running"),
              row.getString("running_stamp"),
              row.getLong("refused"),
              row.getString("refused_reason")));
    }
    return states;
  }
}
