package io.muster.store.file;

import io.vertx.sqlclient.Row;
import java.time.Instant;

/**
 * A name for content.
 *
 * @param id a ULID
 * @param sha256 lower-case hex
 * @param size in bytes
 */
public record FileRow(
    String id, String name, String sha256, long size, String createdBy, Instant createdAt) {
  static final String COLUMNS =
      "f.id, f.name, f.sha256, (SELECT size FROM artifact WHERE sha256 = f.sha256) AS size,"
          + " f.created_by, f.created_at";

  static FileRow of(Row row) {
    return new FileRow(
        row.getString("id"),
        row.getString("name"),
        row.getString("sha256"),
        row.getLong("size"),
        row.getString("created_by"),
        row.getOffsetDateTime("created_at").toInstant());
  }
}
