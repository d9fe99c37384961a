package io.muster.store.file;

import io.muster.runtime.Failure;
import io.muster.store.Database;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Files, their content, and who may have it. Every method awaits. */
public final class FileLedger {
  /** Sorts after every id. */
  private static final String ABOVE_ALL = "~";

  private final Database database;

  public FileLedger(Database database) {
    this.database = database;
  }

  public Optional<FileRow> file(String id) {
    for (Row row :
        database.query("SELECT " + FileRow.COLUMNS + " FROM file f WHERE f.id = $1", id)) {
      return Optional.of(FileRow.of(row));
    }
    return Optional.empty();
  }

  /**
   * The newest first.
   *
   * @param before ids below this one; empty for all
   * @param name only this one; empty for any
   * @param sha256 only this content; empty for any
   */
  public List<FileRow> newest(String before, String name, String sha256, int limit) {
    List<FileRow> files = new ArrayList<>();
    for (Row row :
        database.query(
            "SELECT "
                + FileRow.COLUMNS
                + " FROM file f WHERE f.id < $1 COLLATE \"C\" AND ($2 = '' OR f.name = $2)"
                + " AND ($3 = '' OR f.sha256 = $3) ORDER BY f.id DESC LIMIT $4",
            before.isEmpty() ? ABOVE_ALL : before,
            name,
            sha256,
            limit)) {
      files.add(FileRow.of(row));
    }
    return files;
  }

  /** Forgets a name; false when there is none. */
  public boolean delete(String id) {
    return database.query("DELETE FROM file WHERE id = $1", id).rowCount() == 1;
  }

  /** The size of content, in bytes; empty when it is not stored. */
  public Optional<Long> size(String sha256) {
    for (Row row : database.query("SELECT size FROM artifact WHERE sha256 = $1", sha256)) {
      return Optional.of(row.getLong(0));
    }
    return Optional.empty();
  }

  /** How content is cut; empty when it is not stored. */
  public Optional<Manifest> manifest(String sha256) {
    List<Manifest.Part> parts = new ArrayList<>();
    long size = -1;
    for (Row row :
        database.query(
            """
            SELECT a.size AS whole, p.start, p.chunk, c.object, c.size FROM artifact a
            LEFT JOIN artifact_chunk p ON p.artifact = a.sha256
            LEFT JOIN chunk c ON c.sha256 = p.chunk
            WHERE a.sha256 = $1 ORDER BY p.start
            """,
            sha256)) {
      size = row.getLong("whole");
      if (row.getString("chunk") != null) {
        parts.add(part(row));
      }
    }
    return size < 0 ? Optional.empty() : Optional.of(new Manifest(sha256, size, parts));
  }

  static Manifest.Part part(Row row) {
    return new Manifest.Part(
        row.getLong("start"),
        row.getString("chunk"),
        row.getString("object"),
        row.getInteger("size"));
  }

  /** Remembers that the object store has lost an object: its chunk must be uploaded again. */
  public void lost(String object) {
    database.query("UPDATE chunk SET lost = true WHERE object = $1", object);
  }

  /** Whether an open task of that node, which nobody wants ended, refers to that content. */
  public boolean wanted(String nodeId, String jobId, int ordinal, String sha256) {
    return database
            .query(
                """
                SELECT FROM task t WHERE t.job_id = $1 AND t.ordinal = $2 AND t.node_id = $3
                  AND t.state < 4 AND NOT t.cancelling
                  AND EXISTS (SELECT FROM file_job f WHERE f.job_id = $1 AND f.sha256 = $4)
                """,
                jobId,
                ordinal,
                nodeId,
                sha256)
            .size()
        == 1;
  }

  /**
   * The file.
   *
   * @throws Failure {@code NOT_FOUND} when there is none
   */
  public FileRow required(String id) {
    return file(id).orElseThrow(() -> Failure.notFound("there is no file '" + id + "'"));
  }
}
