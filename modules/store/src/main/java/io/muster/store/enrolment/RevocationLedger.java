package io.muster.store.enrolment;

import io.muster.store.Database;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Identities that NATS must refuse while a JWT of theirs could still be valid. */
public final class RevocationLedger {
  /** Any number, the same on every node. */
  private static final long PUSH_LOCK = 7_406_031_288L;

  private static final String ALL = "SELECT public_key, revoked_at FROM revocation";

  private final Database database;

  public RevocationLedger(Database database) {
    this.database = database;
  }

  /**
   * Forgets those older than any JWT, and returns the rest: public keys and the time up to which
   * their JWTs are refused.
   *
   * @param longest life of a JWT
   */
  public Map<String, Instant> current(Instant now, Duration longest) {
    database.query(
        "DELETE FROM revocation WHERE revoked_at < $1",
        OffsetDateTime.ofInstant(now.minus(longest.multipliedBy(2)), ZoneOffset.UTC));
    return read(database.query(ALL), longest);
  }

  /**
   * Gives the present revocations to {@code push}, one control-plane node at a time, so that an
   * older list never follows a newer one. A connection is held while {@code push} runs: call it
   * only when {@link #current} says that there is something new.
   *
   * @param push gets what {@link #current} would return; awaits
   * @return false when another node pushes at this moment, and nothing was done
   */
  public boolean push(Duration longest, Consumer<Map<String, Instant>> push) {
    return database.transaction(
        transaction -> {
          boolean mine =
              Database.query(transaction, "SELECT pg_try_advisory_xact_lock($1)", PUSH_LOCK)
                  .iterator()
                  .next()
                  .getBoolean(0);
          if (mine) {
            push.accept(read(Database.query(transaction, ALL), longest));
          }
          return mine;
        });
  }

  private static Map<String, Instant> read(RowSet<Row> rows, Duration longest) {
    Map<String, Instant> revoked = new HashMap<>();
    // A renewal that was under way may have issued a JWT after the removal.
    rows.forEach(
        row ->
            revoked.put(
                row.getString("public_key"),
                row.getOffsetDateTime("revoked_at").toInstant().plus(longest)));
    return revoked;
  }
}
