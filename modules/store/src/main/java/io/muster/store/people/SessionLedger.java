package io.muster.store.people;

import io.muster.store.Database;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Sessions of people and the refresh tokens that keep them going. Every method awaits. */
public final class SessionLedger {
  /**
   * A session that began or goes on.
   *
   * @param epoch the account's; access tokens carry it
   * @param until when it ends unless it is refreshed
   */
  public record SessionRow(String id, String account, long epoch, Instant until) {}

  /** What became of a refresh token: {@code session} is empty when it buys nothing. */
  public record Rotated(Optional<SessionRow> session, boolean stolen) {
    static final Rotated NOTHING = new Rotated(Optional.empty(), false);
  }

  private final Database database;

  public SessionLedger(Database database) {
    this.database = database;
  }

  /**
   * Begins a session of an account as it is now; empty when it is gone or disabled.
   *
   * @param refresh hash of the first refresh token
   * @param idle how long it lives without being refreshed
   * @param most how long it lives at most
   */
  public Optional<SessionRow> begin(
      String id, String account, byte[] refresh, Instant now, Duration idle, Duration most) {
    return database.transaction(
        transaction -> {
          for (Row row :
              Database.query(
                  transaction,
                  "INSERT INTO login_session (id, account, epoch, created_at, until, ends_at)"
                      + " SELECT $1, name, epoch, $3::timestamptz, least($4::timestamptz,"
                      + " $5::timestamptz), $5::timestamptz FROM account"
                      + " WHERE name = $2 AND disabled_at IS NULL FOR SHARE OF account"
                      + " RETURNING *",
                  id,
                  account,
                  Times.utc(now),
                  Times.utc(now.plus(idle)),
                  Times.utc(now.plus(most)))) {
            add(transaction, id, refresh);
            return Optional.of(read(row));
          }
          return Optional.empty();
        });
  }

  private static void add(
      io.vertx.sqlclient.SqlConnection transaction, String session, byte[] hash) {
    Database.query(
        transaction,
        "INSERT INTO refresh_token (hash, session) VALUES ($1, $2)",
        Buffer.buffer(hash),
        session);
  }

  private static SessionRow read(Row row) {
    return new SessionRow(
        row.getString("id"),
        row.getString("account"),
        row.getLong("epoch"),
        Times.instant(row, "until"));
  }

  /**
   * Spends a refresh token and puts the next one in its place. One that is spent already was
   * stolen, or its answer got lost; either way the session ends.
   */
  public Rotated rotate(String id, byte[] spent, byte[] next, Instant now, Duration idle) {
    return database.transaction(
        transaction -> {
          boolean fresh = false;
          boolean known = false;
          for (Row row :
              Database.query(
                  transaction,
                  "SELECT spent_at FROM refresh_token WHERE hash = $1 AND session = $2 FOR UPDATE",
                  Buffer.buffer(spent),
                  id)) {
            known = true;
            fresh = row.getOffsetDateTime(0) == null;
          }
          if (!known) {
            return Rotated.NOTHING;
          }
          if (!fresh) {
            Database.query(
                transaction,
                "UPDATE login_session SET revoked_at = coalesce(revoked_at, $2) WHERE id = $1",
                id,
                Times.utc(now));
            return new Rotated(Optional.empty(), true);
          }
          for (Row row :
              Database.query(
                  transaction,
                  "UPDATE login_session s SET until = least($3, s.ends_at) FROM account a"
                      + " WHERE s.id = $1 AND a.name = s.account AND a.epoch = s.epoch"
                      + " AND a.disabled_at IS NULL AND s.revoked_at IS NULL AND s.until > $2"
                      + " RETURNING s.id, s.account, s.epoch, s.until",
                  id,
                  Times.utc(now),
                  Times.utc(now.plus(idle)))) {
            Database.query(
                transaction,
                "UPDATE refresh_token SET spent_at = $2 WHERE hash = $1",
                Buffer.buffer(spent),
                Times.utc(now));
            add(transaction, id, next);
            return new Rotated(Optional.of(read(row)), false);
          }
          return Rotated.NOTHING;
        });
  }

  /** Whose session that is; empty when it is over or of another epoch. */
  public Optional<String> account(String id, long epoch, Instant now) {
    for (Row row :
        database.query(
            "SELECT a.name FROM login_session s JOIN account a ON a.name = s.account"
                + " WHERE s.id = $1 AND s.epoch = $2 AND a.epoch = s.epoch AND a.disabled_at IS"
                + " NULL AND s.revoked_at IS NULL AND s.until > $3",
            id,
            epoch,
            Times.utc(now))) {
      return Optional.of(row.getString(0));
    }
    return Optional.empty();
  }

  /** Whose session that is or was. */
  public Optional<String> owner(String id) {
    for (Row row : database.query("SELECT account FROM login_session WHERE id = $1", id)) {
      return Optional.of(row.getString(0));
    }
    return Optional.empty();
  }

  /** Ends one session; again changes nothing. */
  public void revoke(String id, Instant now) {
    database.query(
        "UPDATE login_session SET revoked_at = coalesce(revoked_at, $2) WHERE id = $1",
        id,
        Times.utc(now));
  }

  /** Forgets sessions that were over before a moment; returns how many. */
  public int sweep(Instant before) {
    return database
        .query(
            "DELETE FROM login_session WHERE id IN (SELECT id FROM login_session WHERE until < $1"
                + " LIMIT 1000)",
            Times.utc(before))
        .rowCount();
  }
}
