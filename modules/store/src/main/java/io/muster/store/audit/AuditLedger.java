package io.muster.store.audit;

import io.muster.domain.audit.ChainRow;
import io.muster.domain.audit.Fact;
import io.muster.domain.audit.Head;
import io.muster.store.Database;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Appends to the audit trail. Any number of nodes may: each transaction locks the head first, puts
 * its facts after it, and moves it. The lock is held for two statements and a commit, so writers
 * that meet wait for a moment and never fail; what waits on one node is appended together. Every
 * method awaits.
 */
public final class AuditLedger {
  /** The event that records a drop: its object is the last number that was dropped. */
  static final String RETENTION = "audit.retention";

  private static final String LOCK =
      "SELECT seq, hash, at, clock_timestamp() AS now FROM audit_head FOR UPDATE";

  /** A fact comes again when its sender had no answer, which is after seconds. */
  private static final String REPEATED =
      "SELECT call_id, kind, seq FROM audit WHERE call_id = ANY($1)"
          + " AND at > now() - interval '1 hour'";

  private final Database database;
  private final AuditMonths months = new AuditMonths();

  public AuditLedger(Database database) {
    this.database = database;
  }

  private record Locked(Head head, long nowMicros) {}

  /**
   * Appends facts in order, in one transaction, and returns their numbers. A fact whose call and
   * kind are there already is not written again and has the number that it got.
   */
  public List<Long> append(List<Fact> facts) {
    if (facts.isEmpty()) {
      return List.of();
    }
    YearMonth[] month = new YearMonth[1];
    List<Long> numbers =
        database.transaction(
            tx -> {
              Locked locked = lock(tx);
              month[0] = monthOf(locked);
              return write(tx, locked, facts, repeated(tx, facts));
            });
    months.committed(month[0]);
    return numbers;
  }

  private Locked lock(SqlConnection tx) {
    Row row = Database.query(tx, LOCK).iterator().next();
    Head head = new Head(row.getLong("seq"), row.getBuffer("hash").getBytes());
    long at = AuditRows.micros(row.getOffsetDateTime("at"));
    Locked locked = new Locked(head, Math.max(at, AuditRows.micros(row.getOffsetDateTime("now"))));
    months.ensure(tx, monthOf(locked));
    return locked;
  }

  private static YearMonth monthOf(Locked locked) {
    return AuditMonths.of(AuditRows.utc(locked.nowMicros).toInstant());
  }

  private static Map<String, Long> repeated(SqlConnection tx, List<Fact> facts) {
    String[] calls = facts.stream().map(Fact::callId).distinct().toArray(String[]::new);
    Map<String, Long> known = new HashMap<>();
    for (Row row : Database.query(tx, REPEATED, (Object) calls)) {
      known.put(row.getString("kind") + row.getString("call_id"), row.getLong("seq"));
    }
    return known;
  }

  private static List<Long> write(
      SqlConnection tx, Locked locked, List<Fact> facts, Map<String, Long> known) {
    List<ChainRow> rows = new ArrayList<>(facts.size());
    List<Long> numbers = new ArrayList<>(facts.size());
    Head head = locked.head;
    for (Fact fact : facts) {
      String key = fact.kind().label() + fact.callId();
      Long before = known.get(key);
      if (before == null) {
        ChainRow row = ChainRow.after(head, locked.nowMicros, fact);
        rows.add(row);
        head = row.head();
        before = row.seq();
        known.put(key, before);
      }
      numbers.add(before);
    }
    if (!rows.isEmpty()) {
      Database.query(tx, AuditRows.INSERT, AuditRows.parameters(rows));
    }
    return numbers;
  }

  /** Makes the place for next month, so that no append has to wait for that. */
  public void prepare() {
    database.transaction(
        tx -> {
          Locked locked = lock(tx);
          months.ensure(tx, monthOf(locked).plusMonths(1));
          return null;
        });
  }

  /**
   * Drops the months that ended before {@code oldest}, each in one transaction with the event that
   * records the last row of it; returns the names of what was dropped. The chain after it verifies,
   * because that row's hash is in the event, which is part of the chain.
   */
  public List<String> dropBefore(Instant oldest) {
    List<String> dropped = new ArrayList<>();
    Map<YearMonth, String> all = database.transaction(AuditMonths::all);
    for (Map.Entry<YearMonth, String> month : all.entrySet()) {
      if (month.getKey().isBefore(AuditMonths.of(oldest))) {
        database.transaction(
            tx -> {
              drop(tx, month.getKey(), month.getValue());
              return null;
            });
        dropped.add(month.getValue());
      }
    }
    return dropped;
  }

  private void drop(SqlConnection tx, YearMonth month, String name) {
    Locked locked = lock(tx);
    if (!month.isBefore(monthOf(locked)) || !AuditMonths.all(tx).containsKey(month)) {
      return; // another node was faster
    }
    for (Row row :
        Database.query(
            tx,
            "SELECT seq, hash, (SELECT count(*) FROM "
                + name
                + ") AS rows FROM "
                + name
                + " ORDER BY seq DESC LIMIT 1")) {
      Head last = new Head(row.getLong("seq"), row.getBuffer("hash").getBytes());
      JsonObject detail =
          new JsonObject()
              .put("partition", name)
              .put("rows", row.getLong("rows"))
              .put("throughSeq", last.seq())
              .put("throughHash", last.hex());
      Fact fact =
          Fact.event(
              UUID.randomUUID().toString(), RETENTION, Long.toString(last.seq()), detail.encode());
      write(tx, locked, List.of(fact), new HashMap<>());
    }
    Database.query(tx, "DROP TABLE " + name);
  }

  /** The end of the chain. */
  public Head head() {
    Row row = database.query("SELECT seq, hash FROM audit_head").iterator().next();
    return new Head(row.getLong("seq"), row.getBuffer("hash").getBytes());
  }
}
