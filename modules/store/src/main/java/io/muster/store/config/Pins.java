package io.muster.store.config;

import io.muster.store.Database;
import io.muster.store.config.ConfigChangeLedger.Change;
import io.muster.store.config.ConfigChangeLedger.Given;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The nodes that a change gives a revision of its document, within one call of it. */
final class Pins {
  private static final String PIN =
      """
      INSERT INTO config_pin AS p (document, node_id, revision, touched, change, call)
      SELECT $1, n, $3, $4, $5, $6 FROM unnest($2::text[]) n ORDER BY n
      ON CONFLICT (document, node_id) DO UPDATE
        SET revision = excluded.revision, touched = excluded.touched, change = excluded.change, call = excluded.call,
            before = CASE WHEN p.change = excluded.change THEN p.before ELSE p.revision END,
            before_change = CASE WHEN p.change = excluded.change THEN p.before_change ELSE p.change END""";
  private static final String BY_CALL =
      "SELECT node_id, touched FROM config_pin WHERE document = $1 AND call = $2 AND node_id ="
          + " ANY($3) ORDER BY node_id";
  private static final String PINNED =
      "SELECT node_id FROM config_pin"
          + " WHERE document = $1 AND change = $2 AND revision IS NOT NULL"
          + " AND ($3::text[] IS NULL OR node_id = ANY($3)) ORDER BY node_id";
  private static final String ACTIVE =
      "SELECT node_id FROM config_pin WHERE document = $1 AND node_id = ANY($2) AND revision IS NOT"
          + " NULL";
  private static final String UNPIN =
      """
      UPDATE config_pin
      SET revision = before, touched = $2, before = NULL, call = $5,
          change = CASE WHEN before IS NULL THEN change ELSE before_change END
      WHERE document = $1 AND change = $3 AND revision IS NOT NULL AND node_id = ANY($4)""";
  private static final String KNOWN =
      "SELECT coalesce(max(greatest(revision, running)), 0) AS known FROM config_state WHERE"
          + " component = $1 AND node_id = ANY($2)";

  private final SqlConnection tx;
  private final Change change;
  private final String call;

  Pins(SqlConnection tx, Change change, String call) {
    this.tx = tx;
    this.change = change;
    this.call = call;
  }

  /** Gives a revision to nodes. */
  Given pin(long revision, Collection<String> nodes) {
    String[] sorted = sorted(nodes);
    Given before = done(sorted);
    if (before.nodes().size() == sorted.length) {
      return before;
    }
    long number = number(sorted);
    Database.query(tx, PIN, change.document(), sorted, revision, number, change.id(), call);
    return new Given(change.component(), number, List.of(sorted));
  }

  /**
   * Gives those of the nodes that still have it from this change what they had before.
   *
   * @param unchanged the document is what it was: nodes without a pin have it
   */
  Given unpin(Collection<String> nodes, boolean unchanged) {
    String[] sorted = sorted(nodes);
    Given before = done(sorted);
    Given given = before.nodes().isEmpty() ? release(sorted) : before;
    List<String> kept = new ArrayList<>(unchanged ? List.of(sorted) : List.of());
    kept.removeAll(given.nodes());
    for (Row row : Database.query(tx, ACTIVE, change.document(), sorted)) {
      kept.remove(row.getString("node_id"));
    }
    return new Given(given.component(), given.number(), given.nodes(), List.copyOf(kept));
  }

  /** As {@link #unpin} for every node. */
  Given unpinAll() {
    return release(null);
  }

  private Given release(String[] nodes) {
    List<String> pinned = new ArrayList<>();
    for (Row row : Database.query(tx, PINNED, change.document(), change.id(), nodes)) {
      pinned.add(row.getString("node_id"));
    }
    if (pinned.isEmpty()) {
      return new Given(change.component(), 0, List.of());
    }
    String[] ids = pinned.toArray(String[]::new);
    long number = number(ids);
    Database.query(tx, UNPIN, change.document(), number, change.id(), ids, call);
    return new Given(change.component(), number, pinned);
  }

  /** What this very call did before: all its nodes got one number in one transaction. */
  private Given done(String[] nodes) {
    List<String> done = new ArrayList<>();
    long number = 0;
    if (!call.isEmpty()) {
      for (Row row : Database.query(tx, BY_CALL, change.document(), call, nodes)) {
        done.add(row.getString("node_id"));
        number = row.getLong("touched");
      }
    }
    return new Given(change.component(), number, done);
  }

  /** Above whatever the nodes run, so that what they say afterwards is about this. */
  private long number(String[] nodes) {
    long known =
        Database.query(tx, KNOWN, change.component(), nodes).iterator().next().getLong("known");
    return Numbers.lock(tx).forDocumentAbove(known);
  }

  private static String[] sorted(Collection<String> nodes) {
    return nodes.stream().distinct().sorted().toArray(String[]::new);
  }
}
