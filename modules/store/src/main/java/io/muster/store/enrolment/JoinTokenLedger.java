package io.muster.store.enrolment;

import io.muster.store.Database;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Join tokens; their secrets are stored as hashes only. */
public final class JoinTokenLedger {
  /** A token as it is stored. */
  public record Stored(
      String id,
      Map<String, String> labels,
      int maxUses,
      int uses,
      String createdBy,
      Instant createdAt,
      Instant expiresAt,
      boolean revoked) {}

  private static final String COLUMNS =
      "id, labels, max_uses, uses, created_by, created_at, expires_at, revoked_at";

  private final Database database;

  public JoinTokenLedger(Database database) {
    this.database = database;
  }

  /** Stores a new token. */
  public void create(Stored token, byte[] hash) {
    database.query(
        "INSERT INTO join_token (id, hash, labels, max_uses, created_by, created_at, expires_at)"
            + " VALUES ($1, $2, $3, $4, $5, $6, $7)",
        token.id(),
        Buffer.buffer(hash),
        new JsonObject(new HashMap<>(token.labels())),
        token.maxUses(),
        token.createdBy(),
        utc(token.createdAt()),
        utc(token.expiresAt()));
  }

  /** Tokens ordered by id, after the given one. */
  public List<Stored> list(String after, int limit) {
    List<Stored> found = new ArrayList<>();
    database
        .query(
            "SELECT " + COLUMNS + " FROM join_token WHERE id > $1 ORDER BY id LIMIT $2",
            after,
            limit)
        .forEach(row -> found.add(read(row)));
    return found;
  }

  /** Returns false when there is no such token; revoking twice is once. */
  public boolean revoke(String id, Instant now) {
    return database
            .query(
                "UPDATE join_token SET revoked_at = coalesce(revoked_at, $2) WHERE id = $1",
                id,
                utc(now))
            .rowCount()
        == 1;
  }

  private static Stored read(Row row) {
    Map<String, String> labels = new HashMap<>();
    row.getJsonObject("labels").forEach(e -> labels.put(e.getKey(), e.getValue().toString()));
    return new Stored(
        row.getString("id"),
        labels,
        row.getInteger("max_uses"),
        row.getInteger("uses"),
        row.getString("created_by"),
        row.getOffsetDateTime("created_at").toInstant(),
        row.getOffsetDateTime("expires_at").toInstant(),
        row.getOffsetDateTime("revoked_at") != null);
  }

  private static OffsetDateTime utc(Instant at) {
    return OffsetDateTime.ofInstant(at, ZoneOffset.UTC);
  }
}
