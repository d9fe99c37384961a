package io.muster.store.people;

import io.muster.store.Database;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Logins that are being tried, on whatever control-plane node. Every method awaits. */
public final class LoginLedger {
  private final Database database;

  public LoginLedger(Database database) {
    this.database = database;
  }

  /**
   * Counts an attempt before it is looked at, so that many at once cannot slip through.
   *
   * @return how long that name must wait; zero when the attempt may go on
   */
  public Duration attempt(String name, int most, Duration window, Instant now) {
    Row row =
        database
            .query(
                "INSERT INTO login_attempt AS l (name, since, attempts) VALUES ($1, $2, 1)"
                    + " ON CONFLICT (name) DO UPDATE SET"
                    + " attempts = CASE WHEN l.since <= $3 THEN 1 ELSE l.attempts + 1 END,"
                    + " since = CASE WHEN l.since <= $3 THEN $2 ELSE l.since END"
                    + " RETURNING since, attempts",
                name,
                Times.utc(now),
                Times.utc(now.minus(window)))
            .iterator()
            .next();
    if (row.getInteger("attempts") <= most) {
      return Duration.ZERO;
    }
    Duration wait = Duration.between(now, Times.instant(row, "since").plus(window));
    return wait.isPositive() ? wait : Duration.ofSeconds(1);
  }

  /** The name proved itself. */
  public void succeeded(String name) {
    database.query("DELETE FROM login_attempt WHERE name = $1", name);
  }

  /** Keeps a login that a browser was sent away for. */
  public void begin(byte[] hash, String provider, byte[] request, Instant until) {
    database.query(
        "INSERT INTO login_flow (hash, provider, request, until) VALUES ($1, $2, $3, $4)",
        Buffer.buffer(hash),
        provider,
        Buffer.buffer(request),
        Times.utc(until));
  }

  /** Takes it, once. */
  public Optional<byte[]> take(byte[] hash, String provider, Instant now) {
    for (Row row :
        database.query(
            "DELETE FROM login_flow WHERE hash = $1 AND provider = $2 AND until > $3"
                + " RETURNING request",
            Buffer.buffer(hash),
            provider,
            Times.utc(now))) {
      return Optional.of(row.getBuffer(0).getBytes());
    }
    return Optional.empty();
  }

  /** A code for the command line; {@code challenge} is of the secret that goes with it. */
  public void code(byte[] hash, String account, String challenge, Instant until) {
    database.query(
        "INSERT INTO login_code (hash, account, challenge, until) VALUES ($1, $2, $3, $4)",
        Buffer.buffer(hash),
        account,
        challenge,
        Times.utc(until));
  }

  /** Takes a code, once and whether the challenge fits or not; whose login it was. */
  public Optional<String> redeem(byte[] hash, String challenge, Instant now) {
    for (Row row :
        database.query(
            "DELETE FROM login_code WHERE hash = $1 RETURNING account, challenge, until",
            Buffer.buffer(hash))) {
      return challenge.equals(row.getString(1)) && now.isBefore(Times.instant(row, "until"))
          ? Optional.of(row.getString(0))
          : Optional.empty();
    }
    return Optional.empty();
  }

  /** Forgets what is over. */
  public void sweep(Instant now, Duration window) {
    database.query("DELETE FROM login_attempt WHERE since <= $1", Times.utc(now.minus(window)));
    database.query("DELETE FROM login_flow WHERE until <= $1", Times.utc(now));
    database.query("DELETE FROM login_code WHERE until <= $1", Times.utc(now));
  }
}
