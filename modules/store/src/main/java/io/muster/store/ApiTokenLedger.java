package io.muster.store;

import io.muster.domain.access.Role;
import io.muster.store.people.AccountLedger;
import io.muster.store.people.Limit;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** API tokens: the hash of each secret, whose it is, and until when. Every method awaits. */
public final class ApiTokenLedger {
  private static final String SELECT =
      """
      SELECT t.*, r.permissions AS role_permissions,
             array(SELECT l.environment FROM limited_to l WHERE l.token = t.id ORDER BY 1) AS names,
             array(SELECT e.target FROM limited_to l JOIN environment e ON e.name = l.environment
                   WHERE l.token = t.id ORDER BY e.name) AS targets
      FROM api_token t LEFT JOIN role r ON r.name = t.custom_role
      """;

  /**
   * A token as it is stored.
   *
   * @param hash SHA-256 of the secret
   * @param role empty for a token that may do what its account may
   * @param rolePermissions what the role may do now
   * @param expiresAt empty when it does not expire
   * @param account whose it is, with whom it ends; empty for a program's
   * @param permissions only these of the role's or of the account's; empty for all
   */
  public record ApiToken(
      String id,
      byte[] hash,
      String name,
      String role,
      Set<String> rolePermissions,
      String createdBy,
      Instant createdAt,
      Optional<Instant> expiresAt,
      Optional<Instant> revokedAt,
      String account,
      Set<String> permissions,
      Limit limit) {

    /** A program's token with a role on the whole fleet. */
    public static ApiToken of(
        String id,
        byte[] hash,
        String name,
        Role role,
        String createdBy,
        Instant createdAt,
        Optional<Instant> expiresAt) {
      return new ApiToken(
          id,
          hash,
          name,
          role.label(),
          role.permissions(),
          createdBy,
          createdAt,
          expiresAt,
          Optional.empty(),
          "",
          Set.of(),
          Limit.NONE);
    }

    /** Neither revoked nor expired. */
    public boolean valid(Instant now) {
      return revokedAt.isEmpty() && expiresAt.map(now::isBefore).orElse(true);
    }
  }

  private final Database database;

  public ApiTokenLedger(Database database) {
    this.database = database;
  }

  /**
   * Adds a token; returns false, and changes nothing, when its id is known already. Fails with
   * {@code NOT_FOUND} when there is no such role, account or environment.
   */
  public boolean add(ApiToken token) {
    return AccountLedger.named(() -> database.transaction(transaction -> add(transaction, token)));
  }

  private static boolean add(SqlConnection transaction, ApiToken token) {
    int rows =
        Database.query(
                transaction,
                "INSERT INTO api_token (id, hash, name, role, custom_role, created_by, created_at,"
                    + " expires_at, account, permissions, target)"
                    + " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
                    + " ON CONFLICT (id) DO NOTHING",
                token.id,
                Buffer.buffer(token.hash),
                token.name,
                token.role,
                token.role.isEmpty() ? null : AccountLedger.custom(token.role),
                token.createdBy,
                utc(token.createdAt),
                token.expiresAt.map(ApiTokenLedger::utc).orElse(null),
                token.account.isEmpty() ? null : token.account,
                token.permissions.toArray(String[]::new),
                token.limit.target())
            .rowCount();
    if (rows == 1) {
      for (String environment : new TreeSet<>(token.limit.environments())) {
        Database.query(
            transaction,
            "INSERT INTO limited_to (environment, token) VALUES ($1, $2)",
            environment,
            token.id);
      }
    }
    return rows == 1;
  }

  public Optional<ApiToken> find(String id) {
    for (Row row : database.query(SELECT + " WHERE t.id = $1", id)) {
      return Optional.of(read(row));
    }
    return Optional.empty();
  }

  /** Tokens by id, those after {@code after} (empty for the first), {@code limit} at most. */
  public List<ApiToken> list(String after, int limit) {
    List<ApiToken> tokens = new ArrayList<>();
    database
        .query(SELECT + " WHERE t.id > $1 ORDER BY t.id LIMIT $2", after, limit)
        .forEach(row -> tokens.add(read(row)));
    return tokens;
  }

  /** Every token that is limited to an environment. */
  public List<ApiToken> limitedTo(String environment) {
    List<ApiToken> tokens = new ArrayList<>();
    database
        .query(
            SELECT
                + " WHERE EXISTS (SELECT FROM limited_to x WHERE x.token = t.id AND x.environment ="
                + " $1)",
            environment)
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
        permissions(row),
        row.getString("created_by"),
        row.getOffsetDateTime("created_at").toInstant(),
        instant(row, "expires_at"),
        instant(row, "revoked_at"),
        Optional.ofNullable(row.getString("account")).orElse(""),
        Set.of(row.getArrayOfStrings("permissions")),
        new Limit(
            row.getString("target"),
            List.of(row.getArrayOfStrings("names")),
            List.of(row.getArrayOfStrings("targets"))));
  }

  private static Set<String> permissions(Row row) {
    String[] custom = row.getArrayOfStrings("role_permissions");
    return custom != null
        ? Set.of(custom)
        : Role.ofLabel(row.getString("role")).map(Role::permissions).orElse(Set.of());
  }

  private static Optional<Instant> instant(Row row, String column) {
    return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
