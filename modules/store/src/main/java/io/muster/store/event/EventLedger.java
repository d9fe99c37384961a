package io.muster.store.event;

import io.muster.store.Database;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What waits to be published. A row leaves when JetStream has it; one that is published and not
 * removed, because its publisher died in between, is published again under the same message id.
 * Every method awaits.
 */
public final class EventLedger {
  private static final String PENDING =
      "SELECT seq, at, subject, object, node_id, revision, trace_id, body FROM event"
          + " ORDER BY seq LIMIT $1";

  /** The gap takes the place of what is dropped, so that it is told at that place. */
  private static final String DROP =
      """
      WITH old AS (DELETE FROM event WHERE at < now() - $1 * interval '1 millisecond' RETURNING seq)
      INSERT INTO event (subject, object, body)
      SELECT 'feed.gap', 'feed', json_build_object('gap', json_build_object('reason',
        count(*) || ' events could not be published for too long and were dropped'))
      FROM old HAVING count(*) > 0 RETURNING seq""";

  private final Database database;

  public EventLedger(Database database) {
    this.database = database;
  }

  /** The oldest, in order. */
  public List<EventRow> pending(int limit) {
    List<EventRow> rows = new ArrayList<>();
    for (Row row : database.query(PENDING, limit)) {
      rows.add(
          new EventRow(
              row.getLong("seq"),
              row.getOffsetDateTime("at").toInstant(),
              row.getString("subject"),
              row.getString("object"),
              row.getString("node_id"),
              row.getLong("revision"),
              row.getString("trace_id"),
              row.get(JsonObject.class, "body")));
    }
    return rows;
  }

  /** JetStream has them. */
  public void published(Collection<Long> seqs) {
    database.query("DELETE FROM event WHERE seq = ANY($1)", (Object) seqs.toArray(Long[]::new));
  }

  /**
   * Drops what could not be published for so long, and puts an event in its place that says so.
   *
   * @return whether there was such
   */
  public boolean dropOlderThan(Duration age) {
    return database.query(DROP, age.toMillis()).size() > 0;
  }
}
