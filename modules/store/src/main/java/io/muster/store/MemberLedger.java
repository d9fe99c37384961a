package io.muster.store;

import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The control-plane nodes as they report themselves. Signs of life carry the database's time, so
 * that clocks which differ do no harm. Every method awaits.
 */
public final class MemberLedger {
  /**
   * A control-plane node.
   *
   * @param address where its gateway listens
   * @param lastSeen ignored when it is written
   */
  public record Member(
      String id,
      String address,
      String version,
      List<String> verticles,
      Instant startedAt,
      Instant lastSeen,
      boolean ready) {}

  /**
   * How PostgreSQL does.
   *
   * @param roundTrip of an empty question
   * @param connections of all control-plane nodes
   * @param maxConnections that the server takes from anybody
   * @param size of the database, in bytes
   */
  public record DatabaseHealth(
      Duration roundTrip, int connections, int maxConnections, long size) {}

  private final Database database;

  public MemberLedger(Database database) {
    this.database = database;
  }

  /** Writes a sign of life, and forgets the members that gave none for so long. */
  public void beat(Member member, Duration forgetAfter) {
    database.query(
        "WITH gone AS (DELETE FROM member WHERE id <> $1"
            + " AND last_seen < now() - $7::bigint * interval '1 millisecond')"
            + " INSERT INTO member (id, address, version, verticles, started_at, last_seen, ready)"
            + " VALUES ($1, $2, $3, $4, $5, now(), $6) ON CONFLICT (id) DO UPDATE SET"
            + " address = excluded.address, version = excluded.version,"
            + " verticles = excluded.verticles, started_at = excluded.started_at,"
            + " last_seen = excluded.last_seen, ready = excluded.ready",
        member.id,
        member.address,
        member.version,
        member.verticles.toArray(String[]::new),
        member.startedAt.atOffset(ZoneOffset.UTC),
        member.ready,
        forgetAfter.toMillis());
  }

  /** Takes a member out that stops by itself. */
  public void leave(String id) {
    database.query("DELETE FROM member WHERE id = $1", id);
  }

  /** By id. */
  public List<Member> list() {
    List<Member> members = new ArrayList<>();
    database
        .query(
            "SELECT id, address, version, verticles, started_at, last_seen, ready FROM member"
                + " ORDER BY id")
        .forEach(row -> members.add(read(row)));
    return members;
  }

  /** How many nodes of the fleet are in each status. */
  public Map<String, Integer> nodesByStatus() {
    Map<String, Integer> counts = new TreeMap<>();
    database
        .query(
            "SELECT status, count(*)::int AS nodes FROM node WHERE removed_at IS NULL"
                + " GROUP BY status")
        .forEach(row -> counts.put(row.getString("status"), row.getInteger("nodes")));
    return counts;
  }

  /** Such as {@code 18.1}. */
  public String postgresVersion() {
    return database.query("SHOW server_version").iterator().next().getString(0);
  }

  public DatabaseHealth health() {
    long before = System.nanoTime();
    database.query("SELECT 1");
    Duration roundTrip = Duration.ofNanos(System.nanoTime() - before);
    Row row =
        database
            .query(
                "SELECT (SELECT count(*)::int FROM pg_stat_activity WHERE datname ="
                    + " current_database() AND application_name = 'muster') AS connections,"
                    + " current_setting('max_connections')::int AS max_connections,"
                    + " pg_database_size(current_database()) AS size")
            .iterator()
            .next();
    return new DatabaseHealth(
        roundTrip,
        row.getInteger("connections"),
        row.getInteger("max_connections"),
        row.getLong("size"));
  }

  private static Member read(Row row) {
    return new Member(
        row.getString("id"),
        row.getString("address"),
        row.getString("version"),
        List.of(row.getArrayOfStrings("verticles")),
        row.getOffsetDateTime("started_at").toInstant(),
        row.getOffsetDateTime("last_seen").toInstant(),
        row.getBoolean("ready"));
  }
}
