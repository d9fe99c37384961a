package io.muster.store.audit;

import io.muster.domain.audit.ChainRow;
import io.muster.domain.audit.Fact;
import io.muster.domain.audit.Head;
import io.muster.store.Database;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads of the audit trail: the rows as they are, and calls with their outcomes. Every statement is
 * short, so that none stands in the way of a month that is made or dropped. Every method awaits.
 */
public final class AuditReads {
  private final Database database;

  public AuditReads(Database database) {
    this.database = database;
  }

  /**
   * A call, or an event.
   *
   * @param first its first row
   * @param outcome the row with its outcome, when that is another one and is there
   */
  public record Entry(ChainRow first, Optional<ChainRow> outcome) {}

  /**
   * Which calls are wanted; empty text is any.
   *
   * @param before numbers below this one
   * @param event exactly, or with {@code *} at its end the beginning
   * @param outcome {@code ok}, {@code unknown}, a failure's tag, or {@code failed} for any of them
   */
  public record Query(
      long before,
      Optional<Instant> since,
      Optional<Instant> until,
      String caller,
      String event,
      String outcome,
      String object,
      String text,
      String traceId,
      int limit) {}

  private static final String OUTCOME =
      "CASE WHEN a.kind <> 'intent' THEN a.outcome ELSE coalesce(o.outcome, 'unknown') END";

  private static final String LIST =
      "SELECT a.seq AS first, o.seq AS last FROM audit a"
          + " LEFT JOIN audit o ON a.kind = 'intent' AND o.call_id = a.call_id"
          + " AND o.kind = 'outcome' AND o.at >= a.at WHERE a.kind <> 'outcome' AND a.seq < $1"
          + " AND ($2::timestamptz IS NULL OR a.at >= $2)"
          + " AND ($3::timestamptz IS NULL OR a.at < $3)"
          + " AND ($4 = '' OR a.caller = $4)"
          + " AND ($5 = '' OR CASE WHEN right($5, 1) = '*'"
          + " THEN starts_with(a.event, left($5, -1)) ELSE a.event = $5 END)"
          + " AND ($6 = '' OR CASE WHEN $6 = 'failed' THEN "
          + OUTCOME
          + " NOT IN ('ok', 'unknown') ELSE "
          + OUTCOME
          + " = $6 END)"
          + " AND ($7 = '' OR a.object = $7 OR o.object = $7)"
          + " AND ($8 = '' OR position(lower($8) in lower(concat_ws(E'\\n', a.request, a.message,"
          + " o.message, a.caller, a.address))) > 0)"
          + " AND ($9 = '' OR a.trace_id = $9)"
          + " ORDER BY a.seq DESC LIMIT $10";

  /** The newest first. */
  public List<Entry> list(Query query) {
    List<Long> numbers = new ArrayList<>();
    List<long[]> pairs = new ArrayList<>();
    for (Row row :
        database.query(
            LIST,
            query.before,
            query.since.map(at -> at.atOffset(ZoneOffset.UTC)).orElse(null),
            query.until.map(at -> at.atOffset(ZoneOffset.UTC)).orElse(null),
            query.caller,
            query.event,
            query.outcome,
            query.object,
            query.text,
            query.traceId,
            query.limit)) {
      Long last = row.getLong("last");
      pairs.add(new long[] {row.getLong("first"), last == null ? 0 : last});
      numbers.add(row.getLong("first"));
      if (last != null) {
        numbers.add(last);
      }
    }
    Map<Long, ChainRow> rows = byNumber(numbers);
    return pairs.stream()
        .filter(pair -> rows.containsKey(pair[0]))
        .map(pair -> new Entry(rows.get(pair[0]), Optional.ofNullable(rows.get(pair[1]))))
        .toList();
  }

  private Map<Long, ChainRow> byNumber(List<Long> numbers) {
    Map<Long, ChainRow> rows = new HashMap<>();
    for (Row row :
        database.query(
            "SELECT " + AuditRows.COLUMNS + " FROM audit WHERE seq = ANY($1)",
            (Object) numbers.toArray(Long[]::new))) {
      ChainRow read = AuditRows.row(row);
      rows.put(read.seq(), read);
    }
    return rows;
  }

  /** The call that a row belongs to. */
  public Optional<Entry> entry(long seq) {
    ChainRow row = byNumber(List.of(seq)).get(seq);
    if (row == null) {
      return Optional.empty();
    }
    ChainRow first = null;
    ChainRow outcome = null;
    for (Row found :
        database.query(
            "SELECT " + AuditRows.COLUMNS + " FROM audit WHERE call_id = $1 ORDER BY seq",
            row.fact().callId())) {
      ChainRow read = AuditRows.row(found);
      boolean ends = read.fact().kind() == Fact.Kind.OUTCOME;
      first = ends || first != null ? first : read;
      outcome = ends ? read : outcome;
    }
    // The month of its intent may have been dropped.
    return Optional.of(new Entry(first == null ? row : first, Optional.ofNullable(outcome)));
  }

  /** Rows after a number, in order; two with one number come in the order of their time. */
  public List<ChainRow> rows(long after, Instant since, Instant until, int limit) {
    List<ChainRow> rows = new ArrayList<>();
    database
        .query(
            "SELECT "
                + AuditRows.COLUMNS
                + " FROM audit WHERE seq > $1 AND at >= $2 AND at < $3 ORDER BY seq, at LIMIT $4",
            after,
            since.atOffset(ZoneOffset.UTC),
            until.atOffset(ZoneOffset.UTC),
            limit)
        .forEach(row -> rows.add(AuditRows.row(row)));
    return rows;
  }

  /** The newest row that was dropped by age, as the chain records it. */
  public Head dropped() {
    for (Row row :
        database.query(
            "SELECT request FROM audit WHERE kind = 'event' AND event = $1 ORDER BY seq DESC"
                + " LIMIT 1",
            AuditLedger.RETENTION)) {
      try {
        JsonObject detail = new JsonObject(row.getString(0));
        return new Head(
            detail.getLong("throughSeq"), HexFormat.of().parseHex(detail.getString("throughHash")));
      } catch (RuntimeException forged) {
        return Head.START; // the walk finds that row, or that the beginning is missing
      }
    }
    return Head.START;
  }

  /** Whether some row has that hash. Looks at all of them. */
  public boolean has(byte[] hash) {
    return database
        .query("SELECT EXISTS (SELECT FROM audit WHERE hash = $1)", Buffer.buffer(hash))
        .iterator()
        .next()
        .getBoolean(0);
  }
}
