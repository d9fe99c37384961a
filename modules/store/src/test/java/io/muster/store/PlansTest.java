package io.muster.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.domain.Ulid;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the main statements cost over thirty days of history, with plans that fit any value. */
class PlansTest {
  private static final Instant TODAY = Instant.parse("2026-03-31T12:00:00Z");
  private static final Pattern READ = Pattern.compile("actual rows=([0-9.]+) loops=(\\d+)");
  private static final Pattern REMOVED = Pattern.compile("Rows Removed by [A-Za-z ]+: (\\d+)");
  private static TestStore store;

  @BeforeAll
  static void fill() {
    store = TestStore.open();
    store.run(
        () -> {
          Partitions partitions = new Partitions(store.database);
          for (int day = 0; day < 30; day++) {
            Instant at = TODAY.minus(Duration.ofDays(day));
            partitions.ensure(at);
            store.database.query(
                """
                INSERT INTO job SELECT $1 || lpad(i::text, 4, '0'), '', 'all', '', 'succeeded', 20, 20, 1, 1,
                  '{0}', 2, 'x', now(), now(), NULL, 't' FROM generate_series(1, 50) i
                """,
                Ulid.floor(at).substring(0, 22));
          }
          store.database.query(
              """
              INSERT INTO task (job_id, ordinal, node_id, state, released)
              SELECT id, o, 'n' || o, 4, true FROM job, generate_series(0, 19) o
              """);
          store.database.query(
              "INSERT INTO job_event SELECT job_id, ordinal + 1, ordinal, 1, 4, now(), '' FROM"
                  + " task");
          store.database.query("ANALYZE");
          return null;
        });
  }

  @AfterAll
  static void close() {
    store.close();
  }

  private static String newest() {
    return Ulid.floor(TODAY).substring(0, 22) + "0007";
  }

  /** Rows that the statement looked at, in tables and indexes together. */
  private static long looked(String statement, String arguments) {
    return store.run(
        () ->
            store.database.transaction(
                tx -> {
                  run(tx, "SET LOCAL plan_cache_mode = force_generic_plan");
                  run(tx, "DEALLOCATE ALL");
                  run(tx, "PREPARE looked AS " + statement);
                  List<String> plan = new ArrayList<>();
                  Database.await(
                          tx.query("EXPLAIN (ANALYZE, TIMING OFF) EXECUTE looked" + arguments)
                              .execute())
                      .forEach(row -> plan.add(row.getString(0)));
                  return count(plan);
                }));
  }

  private static void run(io.vertx.sqlclient.SqlConnection tx, String sql) {
    Database.await(tx.query(sql).execute());
  }

  private static long count(List<String> plan) {
    double rows = 0;
    for (int i = 0; i < plan.size(); i++) {
      Matcher read = READ.matcher(plan.get(i));
      if (plan.get(i).contains("Scan") && read.find()) {
        rows += Double.parseDouble(read.group(1)) * Long.parseLong(read.group(2));
      }
      Matcher removed = REMOVED.matcher(plan.get(i));
      if (removed.find()) {
        rows += Long.parseLong(removed.group(1));
      }
    }
    return (long) rows;
  }

  private static void assertFew(int most, String statement, String arguments) {
    long looked = looked(statement, arguments);
    assertTrue(looked <= most, looked + " rows are looked at by: " + statement);
  }

  @Test
  void theMeasureSeesAScanOfEverything() {
    assertEquals(30_000, looked("SELECT count(*) FROM task WHERE message <> $1", "('x')"));
  }

  /** A day has 50 jobs and 1,000 tasks here, all in so few blocks that a scan of it is cheapest. */
  @Test
  void oneJobIsReadFromItsDay() {
    String id = "('" + newest() + "')";
    assertFew(50, "SELECT * FROM job WHERE id = ANY(ARRAY[$1::text]) FOR UPDATE", id);
    assertFew(
        1000, "SELECT * FROM task WHERE job_id = $1 AND state = ANY('{4}') ORDER BY ordinal", id);
    assertFew(
        2000,
        "SELECT e.seq FROM job_event e LEFT JOIN task t ON t.job_id = e.job_id"
            + " AND t.ordinal = e.ordinal AND t.job_id = $1 WHERE e.job_id = $1 AND e.seq > 10"
            + " ORDER BY e.seq LIMIT 256",
        id);
    assertFew(
        1050,
        "SELECT * FROM task WHERE job_id = ANY(ARRAY[$1::text]) AND (job_id, ordinal) IN"
            + " (SELECT * FROM unnest(ARRAY[$1::text], ARRAY[3]))",
        id);
  }

  @Test
  void sweepsSeeOnlyWhatIsOpen() {
    assertFew(
        1,
        "SELECT job_id, ordinal FROM task WHERE state < 4 AND due_at <= now()"
            + " AND ($1 OR due_at <= now() OR (state < 2 AND accept_before > now()))"
            + " ORDER BY due_at LIMIT 1000",
        "(true)");
    assertFew(1, "SELECT min(id) FROM job WHERE finished_at IS NULL AND $1", "(true)");
    assertFew(1, "SELECT job_id FROM task WHERE node_id = $1 AND state < 4", "('n3')");
    assertFew(
        1,
        "SELECT t.ordinal FROM (SELECT id FROM job WHERE finished_at IS NULL AND state ="
            + " 'cancelling') j CROSS JOIN LATERAL (SELECT ordinal FROM task WHERE job_id = j.id"
            + " AND cancelling AND state IN (2, 3)) t LIMIT $1",
        "(10)");
  }

  @Test
  void aPageOfJobsCostsAPageWhereverItStands() {
    String page =
        "SELECT * FROM job WHERE id < $1 COLLATE \"C\" AND ($2 = '' OR state = $2)"
            + " ORDER BY id DESC LIMIT 20";
    assertFew(60, page, "('~', '')");
    String old = Ulid.floor(TODAY.minus(Duration.ofDays(20)));
    assertFew(60, page, "('" + old + "', '')");
  }
}
