package io.muster.store.enrolment;

import io.muster.protocol.FailureCode;
import io.muster.runtime.Failure;
import io.muster.store.Database;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** Turns the use of a join token into a node, in one transaction. */
public final class EnrolmentLedger {
  /**
   * A machine that wants to join.
   *
   * @param secretHash SHA-256 of the token's secret
   * @param nodeId the id that it wants
   * @param named whether it asked for exactly that id
   */
  public record Joining(
      String tokenId,
      byte[] secretHash,
      String nodeId,
      boolean named,
      String name,
      String publicKey) {}

  private final Database database;

  public EnrolmentLedger(Database database) {
    this.database = database;
  }

  /**
   * Uses the token once and makes the node. The same machine with the same key, token and wish gets
   * the node that it has already, so that a lost answer can be asked for again.
   *
   * @return the node's id, or empty when the id is taken and was not asked for by name
   */
  public Optional<String> enrol(Joining joining, Instant now) {
    return database.transaction(
        transaction -> {
          Row token = token(transaction, joining);
          Optional<String> before = before(transaction, joining);
          if (before.isPresent()) {
            return before;
          }
          requireUsable(token, now);
          if (!insert(transaction, joining, token.getJsonObject("labels"), now)) {
            if (joining.named()) {
              throw Failure.conflict(
                  "node id '"
                      + joining.nodeId()
                      + "' is taken; choose another, or remove that node");
            }
            return Optional.empty();
          }
          Database.query(
              transaction,
              "UPDATE join_token SET uses = uses + 1 WHERE id = $1",
              joining.tokenId());
          return Optional.of(joining.nodeId());
        });
  }

  private static Row token(SqlConnection transaction, Joining joining) {
    RowSet<Row> rows =
        Database.query(
            transaction,
            "SELECT hash, labels, max_uses, uses, expires_at, revoked_at FROM join_token"
                + " WHERE id = $1 FOR UPDATE",
            joining.tokenId());
    if (rows.size() == 0
        || !MessageDigest.isEqual(
            rows.iterator().next().getBuffer("hash").getBytes(), joining.secretHash())) {
      throw Failure.of(
          FailureCode.UNAUTHENTICATED,
          "the join token is not known; make one: muster token create");
    }
    return rows.iterator().next();
  }

  private static void requireUsable(Row token, Instant now) {
    String why = null;
    if (token.getOffsetDateTime("revoked_at") != null) {
      why = "was revoked";
    } else if (!token.getOffsetDateTime("expires_at").toInstant().isAfter(now)) {
      why = "has expired";
    } else if (token.getInteger("uses") >= token.getInteger("max_uses")) {
      why = "is used up";
    }
    if (why != null) {
      throw Failure.of(
          FailureCode.UNAUTHENTICATED,
          "the join token " + why + "; make a new one: muster token create");
    }
  }

  private static Optional<String> before(SqlConnection transaction, Joining joining) {
    // Who enrols with the same key at the same moment waits here, and then finds the node.
    Database.query(
        transaction, "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", joining.publicKey());
    RowSet<Row> rows =
        Database.query(
            transaction,
            "SELECT id, join_token, removed_at FROM node WHERE public_key = $1",
            joining.publicKey());
    if (rows.size() == 0) {
      requireNotRevoked(transaction, joining.publicKey());
      return Optional.empty();
    }
    Row node = rows.iterator().next();
    boolean same =
        node.getOffsetDateTime("removed_at") == null
            && joining.tokenId().equals(node.getString("join_token"))
            && (!joining.named() || joining.nodeId().equals(node.getString("id")));
    if (!same) {
      throw Failure.conflict(
          "this key belongs to the node '"
              + node.getString("id")
              + "' already; enrol with a new key");
    }
    return Optional.of(node.getString("id"));
  }

  private static void requireNotRevoked(SqlConnection transaction, String publicKey) {
    if (Database.query(transaction, "SELECT 1 FROM revocation WHERE public_key = $1", publicKey)
            .size()
        > 0) {
      throw Failure.conflict("this key was revoked with its node; enrol with a new key");
    }
  }

  /** A removed node's id may be taken again; its old key stays revoked. */
  private static boolean insert(
      SqlConnection transaction, Joining joining, JsonObject labels, Instant now) {
    return Database.query(
                transaction,
                """
                INSERT INTO node (id, name, public_key, join_token, labels_set, enrolled_at)
                VALUES ($1, $2, $3, $4, $5, $6)
                ON CONFLICT (id) DO UPDATE SET
                  name = excluded.name, public_key = excluded.public_key,
                  join_token = excluded.join_token, labels_set = excluded.labels_set,
                  enrolled_at = excluded.enrolled_at, removed_at = NULL, status = 'new',
                  cordoned = false, cordon_reason = '', session = '', agent_version = '',
                  profile_hash = '', profile_labels = '{}', profile_groups = '{}',
                  labels_unset = '{}', groups_added = '{}', groups_removed = '{}', facts = '{}'
                WHERE node.removed_at IS NOT NULL
                """,
                joining.nodeId(),
                joining.name(),
                joining.publicKey(),
                joining.tokenId(),
                labels,
                OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
            .rowCount()
        == 1;
  }

  /** The public key of a node that is not removed. */
  public Optional<String> publicKey(String nodeId) {
    RowSet<Row> rows =
        database.query("SELECT public_key FROM node WHERE id = $1 AND removed_at IS NULL", nodeId);
    return rows.size() == 0
        ? Optional.empty()
        : Optional.of(rows.iterator().next().getString("public_key"));
  }
}
