package io.muster.store;

import io.muster.domain.Ulid;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The day partitions of the tables of jobs. A partition is made when its first job comes, and
 * dropped by age.
 */
public final class Partitions {
  private static final List<String> TABLES = List.of("job", "task", "job_event");
  private static final DateTimeFormatter SUFFIX = DateTimeFormatter.ofPattern("yyyyMMdd");

  /** The last part of a partition's name as {@code regclass} writes it. */
  private static final Pattern DAY = Pattern.compile("_(\\d{8})\"?$");

  /** Any constant will do: it keeps two nodes from making the same partition at once. */
  private static final long LOCK = 0x4d75_7374_6572_0001L;

  private final Database database;
  private final Set<LocalDate> known = ConcurrentHashMap.newKeySet();

  public Partitions(Database database) {
    this.database = database;
  }

  /** Makes sure that rows of that instant have a place. Costs nothing once the day is known. */
  public void ensure(Instant time) {
    LocalDate day = dayOf(time);
    if (known.contains(day)) {
      return;
    }
    for (String table : TABLES) { // one at a time: who waits for a table's lock holds no other's
      database.transaction(
          tx -> {
            Database.query(tx, "SELECT pg_advisory_xact_lock($1)", LOCK);
            create(tx, table, day);
            return null;
          });
    }
    known.add(day);
  }

  /**
   * Drops the partitions of days that ended before {@code oldest}; returns their names. A partition
   * whose name ends in no day is not ours and stays.
   */
  public List<String> dropBefore(Instant oldest) {
    List<String> dropped = new ArrayList<>();
    String limit = dayOf(oldest).format(SUFFIX);
    for (String table : List.of("job_event", "task", "job")) {
      for (Row row :
          database.query(
              "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent ="
                  + " $1::text::regclass",
              table)) {
        String name = row.getString(0);
        Matcher day = DAY.matcher(name);
        if (day.find() && day.group(1).compareTo(limit) < 0) {
          database.query("DROP TABLE IF EXISTS " + name);
          dropped.add(name);
        }
      }
    }
    known.clear();
    return dropped;
  }

  private static void create(SqlConnection tx, String table, LocalDate day) {
    String name = table + "_" + day.format(SUFFIX);
    if (Database.query(tx, "SELECT to_regclass($1)::text AS oid", name)
            .iterator()
            .next()
            .getString(0)
        != null) {
      return;
    }
    String from = Ulid.floor(day.atStartOfDay().toInstant(ZoneOffset.UTC));
    String to = Ulid.floor(day.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC));
    attach(tx, table, name, "FROM ('" + from + "') TO ('" + to + "')");
  }

  /**
   * Makes a partition and attaches it. Unlike {@code CREATE TABLE … PARTITION OF}, which keeps
   * everybody from the whole table and meets in a deadlock with a query over two of them, this lets
   * readers and writers be.
   *
   * @param bounds what stands after {@code FOR VALUES}
   */
  public static void attach(SqlConnection tx, String table, String name, String bounds) {
    Database.query(tx, "CREATE TABLE " + name + " (LIKE " + table + " INCLUDING ALL)");
    Database.query(
        tx, "ALTER TABLE " + table + " ATTACH PARTITION " + name + " FOR VALUES " + bounds);
  }

  private static LocalDate dayOf(Instant time) {
    return time.atOffset(ZoneOffset.UTC).toLocalDate();
  }
}
