package io.muster.store.audit;

import io.muster.domain.audit.ChainRow;
import io.muster.domain.audit.Fact;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;

/** Rows of the chain as PostgreSQL has them. */
final class AuditRows {
  static final String COLUMNS =
      "seq, at, kind, call_id, intent, event, method, caller, address, face, user_agent, request,"
          + " object, target_count, target_hash, outcome, message, duration_us, trace_id, count,"
          + " previous, hash";

  /** One statement for any number of rows; it moves the head as well. */
  static final String INSERT =
      "WITH moved AS (UPDATE audit_head SET seq = $23, hash = $24, at = $25)"
          + " INSERT INTO audit ("
          + COLUMNS
          + ") SELECT * FROM unnest($1::bigint[], $2::timestamptz[], $3::text[], $4::text[],"
          + " $5::bigint[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],"
          + " $11::text[], $12::text[], $13::text[], $14::integer[], $15::text[], $16::text[],"
          + " $17::text[], $18::bigint[], $19::text[], $20::integer[], $21::bytea[], $22::bytea[])";

  private AuditRows() {}

  /** The parameters of {@link #INSERT}. */
  static Object[] parameters(List<ChainRow> rows) {
    ChainRow last = rows.getLast();
    return new Object[] {
      rows.stream().map(ChainRow::seq).toArray(Long[]::new),
      rows.stream().map(row -> utc(row.atMicros())).toArray(OffsetDateTime[]::new),
      texts(rows, fact -> fact.kind().label()),
      texts(rows, Fact::callId),
      rows.stream().map(row -> row.fact().intent()).toArray(Long[]::new),
      texts(rows, Fact::event),
      texts(rows, Fact::method),
      texts(rows, Fact::caller),
      texts(rows, Fact::address),
      texts(rows, Fact::face),
      texts(rows, Fact::userAgent),
      texts(rows, Fact::request),
      texts(rows, Fact::object),
      rows.stream().map(row -> row.fact().targetCount()).toArray(Integer[]::new),
      texts(rows, Fact::targetHash),
      texts(rows, Fact::outcome),
      texts(rows, Fact::message),
      rows.stream().map(row -> row.fact().durationMicros()).toArray(Long[]::new),
      texts(rows, Fact::traceId),
      rows.stream().map(row -> row.fact().count()).toArray(Integer[]::new),
      rows.stream().map(row -> Buffer.buffer(row.previous())).toArray(Buffer[]::new),
      rows.stream().map(row -> Buffer.buffer(row.hash())).toArray(Buffer[]::new),
      last.seq(),
      Buffer.buffer(last.hash()),
      utc(last.atMicros())
    };
  }

  private static String[] texts(List<ChainRow> rows, Function<Fact, String> value) {
    return rows.stream().map(row -> value.apply(row.fact())).toArray(String[]::new);
  }

  static ChainRow row(Row row) {
    return new ChainRow(
        row.getLong("seq"),
        micros(row.getOffsetDateTime("at")),
        new Fact(
            Fact.Kind.ofLabel(row.getString("kind")),
            row.getString("call_id"),
            row.getLong("intent"),
            row.getString("event"),
            row.getString("method"),
            row.getString("caller"),
            row.getString("address"),
            row.getString("face"),
            row.getString("user_agent"),
            row.getString("request"),
            row.getString("object"),
            row.getInteger("target_count"),
            row.getString("target_hash"),
            row.getString("outcome"),
            row.getString("message"),
            row.getLong("duration_us"),
            row.getString("trace_id"),
            row.getInteger("count")),
        row.getBuffer("previous").getBytes(),
        row.getBuffer("hash").getBytes());
  }

  static long micros(OffsetDateTime time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time.toInstant());
  }

  static OffsetDateTime utc(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }
}
