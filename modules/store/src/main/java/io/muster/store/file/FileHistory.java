package io.muster.store.file;

import io.muster.domain.task.TaskState;
import io.muster.store.Database;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Which jobs did what with files. */
public final class FileHistory {
  /** Sorts after every id. */
  private static final String ABOVE_ALL = "~";

  /**
   * A job about a file.
   *
   * @param sha256 empty when it takes back
   * @param undoes the job that it takes back; empty for none
   * @param counts tasks by state, in the order of domain's TaskState: of the nodes asked for
   */
  public record Entry(
      String jobId,
      String path,
      String sha256,
      String name,
      String undoes,
      boolean dryRun,
      String state,
      long[] counts,
      String createdBy,
      Instant createdAt) {}

  /**
   * What to look for.
   *
   * @param before ids below this one; empty for all
   * @param path only this one; empty for any
   * @param nodes only jobs that have a task on one of these; null for any
   * @param putOnly neither previews nor what takes back
   */
  public record Query(String before, String path, List<String> nodes, boolean putOnly, int limit) {}

  private final Database database;

  public FileHistory(Database database) {
    this.database = database;
  }

  /** The newest first. */
  public List<Entry> newest(Query query) {
    List<Entry> entries = new ArrayList<>();
    String[] nodes = query.nodes() == null ? null : query.nodes().toArray(String[]::new);
    for (Row row :
        database.query(
            """
            SELECT f.job_id, f.path, f.sha256, f.name, f.undoes, f.dry_run, j.state, j.counts,
              j.created_by, j.created_at,
              (SELECT array_agg(t.state::int) FROM task t
                WHERE $3::text[] IS NOT NULL AND t.job_id = f.job_id AND t.node_id = ANY($3)) AS states
            FROM file_job f JOIN job j ON j.id = f.job_id
            WHERE f.job_id < $1 COLLATE "C" AND ($2 = '' OR f.path = $2)
              AND ($3::text[] IS NULL OR EXISTS (
                SELECT FROM task t WHERE t.job_id = f.job_id AND t.node_id = ANY($3)))
              AND (NOT $4 OR (f.undoes IS NULL AND NOT f.dry_run))
            ORDER BY f.job_id DESC LIMIT $5
            """,
            query.before().isEmpty() ? ABOVE_ALL : query.before(),
            query.path(),
            nodes,
            query.putOnly(),
            query.limit())) {
      entries.add(entry(row, nodes != null));
    }
    return entries;
  }

  private static Entry entry(Row row, boolean ofSome) {
    return new Entry(
        row.getString("job_id"),
        row.getString("path"),
        text(row, "sha256"),
        row.getString("name"),
        text(row, "undoes"),
        row.getBoolean("dry_run"),
        row.getString("state"),
        ofSome ? tally(row.getArrayOfIntegers("states")) : plain(row.getArrayOfIntegers("counts")),
        row.getString("created_by"),
        row.getOffsetDateTime("created_at").toInstant());
  }

  private static String text(Row row, String column) {
    String value = row.getString(column);
    return value == null ? "" : value;
  }

  private static long[] plain(Integer[] counts) {
    long[] plain = new long[counts.length];
    for (int i = 0; i < counts.length; i++) {
      plain[i] = counts[i];
    }
    return plain;
  }

  private static long[] tally(Integer[] states) {
    long[] counts = new long[TaskState.values().length];
    for (Integer state : states) {
      counts[state]++;
    }
    return counts;
  }
}
