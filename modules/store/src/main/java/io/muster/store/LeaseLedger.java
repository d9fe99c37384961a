package io.muster.store;

import io.muster.runtime.Failure;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Leases on work that one control-plane node does alone. Time is the database's, so clocks of nodes
 * do not matter. The epoch grows with every change of holder; a write that carries a stale one
 * changes nothing.
 */
public final class LeaseLedger {
  private final Database database;
  private final String holder;

  /**
   * Makes the ledger of one node.
   *
   * @param holder this control-plane node's id
   */
  public LeaseLedger(Database database, String holder) {
    this.database = database;
    this.holder = holder;
  }

  /** Takes or keeps the lease for {@code ttl}; empty when another node holds it. */
  public OptionalLong hold(String name, Duration ttl) {
    var rows =
        database.query(
            """
            INSERT INTO lease AS l (name, holder, epoch, expires_at)
            VALUES ($1, $2, 1, now() + $3 * interval '1 millisecond')
            ON CONFLICT (name) DO UPDATE SET
              epoch = CASE WHEN l.holder = $2 THEN l.epoch ELSE l.epoch + 1 END,
              holder = $2, expires_at = now() + $3 * interval '1 millisecond'
            WHERE l.holder = $2 OR l.expires_at < now()
            RETURNING epoch
            """,
            name,
            holder,
            ttl.toMillis());
    return rows.size() == 0
        ? OptionalLong.empty()
        : OptionalLong.of(rows.iterator().next().getLong(0));
  }

  /** Gives it back, so that another node need not wait for its end. */
  public void release(String name) {
    database.query(
        "UPDATE lease SET expires_at = now() - interval '1 second' WHERE name = $1 AND holder = $2",
        name,
        holder);
  }

  /** Whether a fence still holds, in the transaction of the write that carries it. */
  public static boolean holds(SqlConnection tx, Fence fence) {
    return Database.query(
                tx,
                "SELECT 1 FROM lease WHERE name = $1 AND epoch = $2 AND expires_at > now()",
                fence.lease(),
                fence.epoch())
            .size()
        == 1;
  }

  /**
   * As {@link #holds}.
   *
   * @param fence null for whoever needs none
   * @throws Failure {@code UNAVAILABLE}: the lease is another's, or about to be taken anew
   */
  public static void require(SqlConnection tx, Fence fence) {
    if (fence != null && !holds(tx, fence)) {
      throw Failure.unavailable("the lease " + fence.lease() + " is another node's by now", null);
    }
  }

  /** Who holds it now. */
  public Optional<String> holder(String name) {
    for (Row row :
        database.query("SELECT holder FROM lease WHERE name = $1 AND expires_at > now()", name)) {
      return Optional.of(row.getString(0));
    }
    return Optional.empty();
  }
}
