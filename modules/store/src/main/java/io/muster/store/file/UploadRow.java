package io.muster.store.file;

import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.Optional;

/**
 * An upload that is under way, or was committed a while ago.
 *
 * @param size when it was said at the beginning
 * @param sha256 when it was said at the beginning
 * @param fileId what the commit made
 */
public record UploadRow(
    String id,
    String name,
    Optional<Long> size,
    Optional<String> sha256,
    int chunkSize,
    String createdBy,
    Instant expiresAt,
    Optional<String> fileId) {
  static final String COLUMNS =
      "id, name, size, sha256, chunk_size, created_by, expires_at, file_id";

  static UploadRow of(Row row) {
    return new UploadRow(
        row.getString("id"),
        row.getString("name"),
        Optional.ofNullable(row.getLong("size")),
        Optional.ofNullable(row.getString("sha256")),
        row.getInteger("chunk_size"),
        row.getString("created_by"),
        row.getOffsetDateTime("expires_at").toInstant(),
        Optional.ofNullable(row.getString("file_id")));
  }
}
