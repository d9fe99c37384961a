package io.muster.store.job;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;

/**
 * Rows turned into one array a column, for statements over {@code unnest}: one statement for
 * hundreds of rows.
 */
final class Columns<T> {
  private final List<T> rows;
  private final Tuple tuple = Tuple.tuple();

  Columns(List<T> rows) {
    this.rows = rows;
  }

  Columns<T> text(Function<T, String> value) {
    tuple.addArrayOfString(rows.stream().map(value).toArray(String[]::new));
    return this;
  }

  Columns<T> integer(Function<T, Integer> value) {
    tuple.addArrayOfInteger(rows.stream().map(value).toArray(Integer[]::new));
    return this;
  }

  Columns<T> bigint(Function<T, Long> value) {
    tuple.addArrayOfLong(rows.stream().map(value).toArray(Long[]::new));
    return this;
  }

  Columns<T> bool(Function<T, Boolean> value) {
    tuple.addArrayOfBoolean(rows.stream().map(value).toArray(Boolean[]::new));
    return this;
  }

  Columns<T> bytes(Function<T, byte[]> value) {
    tuple.addArrayOfBuffer(
        rows.stream().map(row -> Buffer.buffer(value.apply(row))).toArray(Buffer[]::new));
    return this;
  }

  Columns<T> time(Function<T, Instant> value) {
    tuple.addArrayOfOffsetDateTime(
        rows.stream().map(row -> sql(value.apply(row))).toArray(OffsetDateTime[]::new));
    return this;
  }

  private static OffsetDateTime sql(Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  Tuple tuple() {
    return tuple;
  }
}
