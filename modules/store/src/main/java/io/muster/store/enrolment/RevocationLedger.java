package io.muster.store.enrolment;

import io.muster.store.Database;
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

  private final Database database;

  public RevocationLedger(Database database) {
    this.database = database;
  }

  /**
   * Gives the present revocations to {@code push}, one control-plane node at a time, so that an
   * older list never follows a newer one. Those older than any JWT are forgotten.
   *
   * @param longest life of a JWT
   * @param push gets public keys and the time up to which their JWTs are refused; awaits
   */
  public void push(Instant now, Duration longest, Consumer<Map<String, Instant>> push) {
    database.transaction(
        transaction -> {
          Database.query(transaction, "SELECT pg_advisory_xact_lock($1)", PUSH_LOCK);
          Database.query(
              transaction,
              "DELETE FROM revocation WHERE revoked_at < $1",
              OffsetDateTime.ofInstant(now.minus(longest.multipliedBy(2)), ZoneOffset.UTC));
          Map<String, Instant> revoked = new HashMap<>();
          Database.query(transaction, "SELECT public_key, revoked_at FROM revocation")
              .forEach(
                  row ->
                      // A renewal that was under way may have issued a JWT after the removal.
                      revoked.put(
                          row.getString("public_key"),
                          row.getOffsetDateTime("revoked_at").toInstant().plus(longest)));
          push.accept(revoked);
          return null;
        });
  }
}
