package io.muster.store;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** API tokens: the hash of each secret, whose it is, and until when. Every method awaits. */
public final class ApiTokenLedger {
  private static final String COLUMNS =
      "id, hash, name, role, created_by, created_at, expires_at, revoked_at";

  /**
   * A token as it is stored.
   *
   * @param hash SHA-256 of the secret
   * @param expiresAt empty when it does not expire
   */
  public record ApiToken(
      String id,
      byte[] hash,
      String name,
      String role,
      String createdBy,
      Instant createdAt,
      Optional<Instant> expiresAt,
      Optional<Instant> revokedAt) {

    /** Neither revoked nor expired. */
    public boolean valid(Instant now) {
      return revokedAt.isEmpty() && expiresAt.map(now::isBefore).orElse(true);
    }
  }

  private final Database database;

  public ApiTokenLedger(Database database) {
    this.database = database;
  }

  /** Adds a token; returns false, and changes nothing, when its id is known already. */
  public boolean add(ApiToken token) {
    return database
            .query(
                "INSERT INTO api_token (id, hash, name, role, created_by, created_at, expires_at)"
                    + " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING",
                token.id,
                Buffer.buffer(token.hash),
                token.name,
                token.role,
                token.createdBy,
                utc(token.createdAt),
                token.expiresAt.map(ApiTokenLedger::utc).orElse(null))
            .rowCount()
        == 1;
  }

  public Optional<ApiToken> find(String id) {
    for (Row row : database.query("SELECT " + COLUMNS + " FROM api_token WHERE id = $1", id)) {
      return Optional.of(read(row));
    }
    return Optional.empty();
  }

  /** Tokens by id, those after {@code after} (empty for the first), {@code limit} at most. */
  public List<ApiToken> list(String after, int limit) {
    List<ApiToken> tokens = new ArrayList<>();
    database
        .query(
            "SELECT " + COLUMNS + " FROM api_token WHERE id > $1 ORDER BY id LIMIT $2",
            after,
            limit)
        .forEach(row -> tokens.add(read(row)));
    return tokens;
  }

  /** Revokes a token for good; again changes nothing. Returns false when there is none. */
  public boolean revoke(String id, Instant now) {
    return database
            .query(
                "UPDATE api_token SET revoked_at = coalesce(revoked_at, $2) WHERE id = $1",
                id,
                utc(now))
            .rowCount()
        == 1;
  }

  private static ApiToken read(Row row) {
    return new ApiToken(
        row.getString("id"),
        row.getBuffer("hash").getBytes(),
        row.getString("name"),
        row.getString("role"),
        row.getString("created_by"),
        row.getOffsetDateTime("created_at").toInstant(),
        instant(row, "expires_at"),
        instant(row, "revoked_at"));
  }

  private static Optional<Instant> instant(Row row, String column) {
    return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
