package io.muster.store.file;

import io.muster.store.Database;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds what nothing refers to. Rows that are to go are locked first and looked at again then, so
 * that a reference which is made at that moment either finds them gone or keeps them; objects are
 * removed only after no row names them, and are remembered until they are.
 */
public final class GarbageLedger {
  /** A file, a live job, or a rollout that may still put it on nodes or be taken back. */
  private static final String UNREFERENCED =
      """
      NOT EXISTS (SELECT FROM file f WHERE f.sha256 = a.sha256)
      AND NOT EXISTS (
        SELECT FROM file_job f JOIN job j ON j.id = f.job_id
        WHERE f.sha256 = a.sha256 AND j.finished_at IS NULL)
      AND NOT EXISTS (SELECT FROM rollout r WHERE r.content = a.sha256 AND r.phase <> 'rolled_back')
      """;

  private static final String UNUSED =
      """
      NOT EXISTS (SELECT FROM artifact_chunk p WHERE p.chunk = c.sha256)
      AND NOT EXISTS (SELECT FROM upload_chunk u WHERE u.chunk = c.sha256)
      """;

  /**
   * How much there is.
   *
   * @param bytes of the chunks
   */
  public record Found(long uploads, long artifacts, long chunks, long bytes) {}

  private final Database database;

  public GarbageLedger(Database database) {
    this.database = database;
  }

  /** What a collection would remove now. */
  public Found preview(Duration grace) {
    Row row =
        database
            .query(
                """
                WITH dead AS (
                  SELECT sha256 FROM artifact a
                  WHERE touched_at < now() - $1 * interval '1 millisecond' AND %s),
                over AS (SELECT id FROM upload WHERE expires_at <= now()),
                loose AS (
                  SELECT size FROM chunk c
                  WHERE touched_at < now() - $1 * interval '1 millisecond'
                    AND NOT EXISTS (SELECT FROM artifact_chunk p WHERE p.chunk = c.sha256
                      AND p.artifact NOT IN (SELECT sha256 FROM dead))
                    AND NOT EXISTS (SELECT FROM upload_chunk u WHERE u.chunk = c.sha256
                      AND u.upload NOT IN (SELECT id FROM over)))
                SELECT (SELECT count(*) FROM over) AS uploads, (SELECT count(*) FROM dead) AS artifacts,
                  count(*) AS chunks, coalesce(sum(size), 0)::bigint AS bytes FROM loose
                """
                    .formatted(UNREFERENCED),
                grace.toMillis())
            .iterator()
            .next();
    return new Found(
        row.getLong("uploads"),
        row.getLong("artifacts"),
        row.getLong("chunks"),
        row.getLong("bytes"));
  }

  /** Forgets uploads whose time is over; returns how many. */
  public long expireUploads() {
    return database.query("DELETE FROM upload WHERE expires_at <= now()").rowCount();
  }

  /** Forgets up to {@code limit} contents that nothing refers to; returns how many. */
  public long removeArtifacts(Duration grace, int limit) {
    return database.transaction(
        tx -> {
          String[] locked = lock(tx, "artifact a", UNREFERENCED, "a.sha256", grace, limit);
          return (long)
              Database.query(
                      tx,
                      "DELETE FROM artifact a WHERE sha256 = ANY($1) AND " + UNREFERENCED,
                      (Object) locked)
                  .rowCount();
        });
  }

  /**
   * Forgets up to {@code limit} chunks that nothing refers to. Their objects are loose then.
   *
   * @return how many, and their bytes
   */
  public Found removeChunks(Duration grace, int limit) {
    return database.transaction(
        tx -> {
          String[] locked = lock(tx, "chunk c", UNUSED, "c.sha256", grace, limit);
          Row row =
              Database.query(
                      tx,
                      """
                      WITH gone AS (
                        DELETE FROM chunk c WHERE sha256 = ANY($1) AND %s RETURNING object, size),
                      noted AS (
                        INSERT INTO loose_object (object, size, doomed)
                        SELECT object, size, true FROM gone)
                      SELECT count(*) AS chunks, coalesce(sum(size), 0)::bigint AS bytes FROM gone
                      """
                          .formatted(UNUSED),
                      (Object) locked)
                  .iterator()
                  .next();
          return new Found(0, 0, row.getLong("chunks"), row.getLong("bytes"));
        });
  }

  private static String[] lock(
      SqlConnection tx, String from, String condition, String key, Duration grace, int limit) {
    List<String> locked = new ArrayList<>();
    for (Row row :
        Database.query(
            tx,
            "SELECT "
                + key
                + " FROM "
                + from
                + " WHERE touched_at < now() - $1 * interval '1 millisecond' AND "
                + condition
                + " LIMIT $2 FOR UPDATE SKIP LOCKED",
            grace.toMillis(),
            limit)) {
      locked.add(row.getString(0));
    }
    return locked.toArray(String[]::new);
  }

  /**
   * Up to {@code limit} objects to remove from the object store. One whose writing began longer ago
   * than {@code abandoned} is given up with this call.
   */
  public List<String> doomed(Duration abandoned, int limit) {
    database.query(
        "UPDATE loose_object SET doomed = true WHERE NOT doomed AND since < now() - $1 * interval"
            + " '1 millisecond'",
        abandoned.toMillis());
    List<String> objects = new ArrayList<>();
    for (Row row : database.query("SELECT object FROM loose_object WHERE doomed LIMIT $1", limit)) {
      objects.add(row.getString(0));
    }
    return objects;
  }

  /** The object store has it no more. */
  public void removed(String object) {
    database.query("DELETE FROM loose_object WHERE object = $1 AND doomed", object);
  }
}
