package io.muster.store.audit;

import io.muster.store.Database;
import io.muster.store.Partitions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The partitions of the audit trail, a month (UTC) each. Used under the lock of the head. */
final class AuditMonths {
  private static final DateTimeFormatter SUFFIX = DateTimeFormatter.ofPattern("uuuuMM");
  private static final Pattern MONTH = Pattern.compile("audit_(\\d{6})\"?$");

  private final Set<YearMonth> known = ConcurrentHashMap.newKeySet();

  static YearMonth of(Instant time) {
    return YearMonth.from(time.atOffset(ZoneOffset.UTC));
  }

  /** Makes the month's partition when it is missing. Costs nothing once it is known. */
  void ensure(SqlConnection tx, YearMonth month) {
    if (known.contains(month)) {
      return;
    }
    String name = "audit_" + month.format(SUFFIX);
    if (Database.query(tx, "SELECT to_regclass($1)::text", name).iterator().next().getString(0)
        == null) {
      String bounds =
          "FROM ('%s-01T00:00:00Z') TO ('%s-01T00:00:00Z')".formatted(month, month.plusMonths(1));
      Partitions.attach(tx, "audit", name, bounds);
      Database.query(
          tx,
          "CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON "
              + name
              + " FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()");
    }
  }

  /** Only what is committed is known. */
  void committed(YearMonth month) {
    known.add(month);
  }

  /** The months that there are, with the names of their partitions; others' tables stay out. */
  static Map<YearMonth, String> all(SqlConnection tx) {
    Map<YearMonth, String> months = new TreeMap<>();
    for (Row row :
        Database.query(
            tx,
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent ="
                + " 'audit'::regclass")) {
      Matcher month = MONTH.matcher(row.getString(0));
      if (month.find()) {
        months.put(YearMonth.parse(month.group(1), SUFFIX), row.getString(0));
      }
    }
    return months;
  }
}
