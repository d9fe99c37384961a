package io.muster.store.node;

import io.muster.domain.node.Overlay;
import io.muster.domain.selector.Fleet;
import io.muster.domain.selector.NodeView;
import io.muster.store.Database;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps a fleet up to date at the price of what changed. Rows carry the id of the transaction that
 * wrote them; a reading remembers the oldest transaction that was still open, and the next one
 * reads everything from there on. So a transaction that commits late is not missed, and a row may
 * be read twice, which changes nothing. Facts are fetched only where the profile's hash is not the
 * known one.
 */
public final class FleetReader {
  /** A fleet, and where the next reading begins. */
  public record Reading(Fleet fleet, long horizon) {
    /** Nothing was read yet. */
    public static final Reading NONE = new Reading(Fleet.empty(), 0);
  }

  private static final int PAGE = 5000;
  private static final int FACTS_PAGE = 500;
  private static final String COLUMNS =
      "n.id, n.name, n.status, n.cordoned, n.profile_hash, n.removed_at IS NOT NULL AS removed, "
          + NodeRows.OVERLAY;
  private static final String HORIZON =
      "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon";
  private static final String ALL =
      "SELECT "
          + COLUMNS
          + " FROM node n WHERE n.id > $1 AND n.removed_at IS NULL"
          + " ORDER BY n.id LIMIT "
          + PAGE;
  private static final String CHANGED =
      "SELECT h.horizon, "
          + COLUMNS
          + " FROM ("
          + HORIZON
          + ") h LEFT JOIN node n"
          + " ON n.changed_xid >= $1::text::xid8";
  private static final String FACTS = "SELECT id, profile_hash, facts FROM node WHERE id = ANY($1)";

  private final Database database;
  private final Texts texts = new Texts();

  public FleetReader(Database database) {
    this.database = database;
  }

  /** What is committed now, starting from an earlier reading. Awaits. */
  public Reading read(Reading before) {
    return before.horizon() == 0 ? readAll() : readChanges(before);
  }

  private Reading readAll() {
    long horizon = database.query(HORIZON).iterator().next().getLong("horizon");
    Fleet fleet = Fleet.empty();
    String last = "";
    while (true) {
      RowSet<Row> page = database.query(ALL, last);
      fleet = apply(fleet, rows(page));
      if (page.size() < PAGE) {
        return new Reading(fleet, horizon);
      }
      last = rows(page).getLast().getString("id");
    }
  }

  private Reading readChanges(Reading before) {
    List<Row> rows = rows(database.query(CHANGED, Long.toString(before.horizon())));
    long horizon = rows.getFirst().getLong("horizon");
    rows.removeIf(row -> row.getString("id") == null);
    return new Reading(apply(before.fleet(), rows), horizon);
  }

  private Fleet apply(Fleet before, List<Row> rows) {
    List<String> removed = new ArrayList<>();
    List<NodeView> changed = new ArrayList<>();
    Map<String, Row> stale = new HashMap<>();
    for (Row row : rows) {
      String id = row.getString("id");
      if (row.getBoolean("removed")) {
        removed.add(id);
        continue;
      }
      before
          .find(id)
          .filter(known -> known.profileHash().equals(row.getString("profile_hash")))
          .ifPresentOrElse(
              known -> changed.add(view(row, known.profileHash(), known.facts())),
              () -> stale.put(id, row));
    }
    addWithFacts(stale, changed);
    return before.with(changed, removed);
  }

  private void addWithFacts(Map<String, Row> stale, Collection<NodeView> into) {
    List<String> ids = List.copyOf(stale.keySet());
    for (int from = 0; from < ids.size(); from += FACTS_PAGE) {
      List<String> page = ids.subList(from, Math.min(from + FACTS_PAGE, ids.size()));
      for (Row row : database.query(FACTS, (Object) page.toArray(String[]::new))) {
        into.add(
            view(
                stale.get(row.getString("id")),
                row.getString("profile_hash"),
                NodeRows.facts(row.getJsonObject("facts"), texts)));
      }
    }
  }

  private NodeView view(Row row, String profileHash, Map<String, Object> facts) {
    Overlay overlay = NodeRows.overlay(row);
    Map<String, String> labels = new HashMap<>();
    overlay.labels().forEach((key, value) -> labels.put(texts.shared(key), texts.shared(value)));
    return new NodeView(
        row.getString("id"),
        row.getString("name"),
        Map.copyOf(labels),
        overlay.groups().stream().map(texts::shared).toList(),
        facts,
        texts.shared(row.getString("status")),
        row.getBoolean("cordoned"),
        profileHash);
  }

  private static List<Row> rows(RowSet<Row> set) {
    List<Row> rows = new ArrayList<>(set.size());
    set.forEach(rows::add);
    return rows;
  }
}
