package io.muster.store;

import io.vertx.sqlclient.Row;

/**
 * The nodes of a frozen list, for the audit trail.
 *
 * @param hash SHA-256 of their ids in order with a line feed between them; hex
 */
public record Frozen(int count, String hash) {
  /**
   * Works it out where the list is, so that the list need not travel.
   *
   * @param from of a statement over rows with {@code node_id} and {@code ordinal}; {@code $1} in it
   *     is {@code id}
   */
  public static Frozen read(Database database, String from, String id) {
    Row row =
        database
            .query(
                "SELECT count(*)::int, encode(sha256(convert_to(coalesce(string_agg(node_id, chr(10)"
                    + " ORDER BY ordinal), ''), 'UTF8')), 'hex') FROM "
                    + from,
                id)
            .iterator()
            .next();
    return new Frozen(row.getInteger(0), row.getString(1));
  }
}
