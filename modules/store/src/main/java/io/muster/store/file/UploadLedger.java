package io.muster.store.file;

import io.muster.protocol.FailureCode;
import io.muster.runtime.Failure;
import io.muster.store.Database;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Uploads from their beginning to the file that they become. Every method is one transaction and
 * awaits. A process that dies between two of them leaves an unfinished upload, or an object that
 * {@link GarbageLedger} finds among the loose ones.
 */
public final class UploadLedger {
  /** What an upload is to be. Empty {@code size} and {@code sha256} are not known yet. */
  public record Wish(String name, Optional<Long> size, Optional<String> sha256, String caller) {}

  /**
   * What became of a wish: {@code file} when the content was there already, else {@code upload}.
   *
   * @param received where the chunks begin that are there
   */
  public record Begun(FileRow file, UploadRow upload, List<Long> received) {}

  private final Database database;
  private final Duration ttl;

  /**
   * Makes the ledger.
   *
   * @param ttl how long an upload lives after its last chunk
   */
  public UploadLedger(Database database, Duration ttl) {
    this.database = database;
    this.ttl = ttl;
  }

  /**
   * Begins an upload, goes on with the caller's unfinished one, or makes a file of content that is
   * there.
   *
   * @param id of a new upload
   * @param fileId of a new file
   * @param limit bytes that may be stored at all
   * @throws Failure {@code INVALID} when the size is not that of the known content, {@code
   *     CONFLICT} when there is no room
   */
  public Begun begin(String id, String fileId, Wish wish, int chunkSize, long limit) {
    return database.transaction(
        tx -> {
          Optional<FileRow> known = wish.sha256().flatMap(sha -> known(tx, sha, fileId, wish));
          if (known.isPresent()) {
            return new Begun(known.get(), null, List.of());
          }
          for (Row row :
              Database.query(
                  tx,
                  "UPDATE upload SET expires_at = now() + $6 * interval '1 millisecond' WHERE id ="
                      + " (SELECT id FROM upload WHERE sha256 = $1 AND created_by = $2 AND name ="
                      + " $3 AND size = $4 AND chunk_size = $5 AND file_id IS NULL AND expires_at >"
                      + " now() ORDER BY expires_at DESC LIMIT 1) RETURNING "
                      + UploadRow.COLUMNS,
                  wish.sha256().orElse(null),
                  wish.caller(),
                  wish.name(),
                  wish.size().orElse(null),
                  chunkSize,
                  ttl.toMillis())) {
            UploadRow upload = UploadRow.of(row);
            return new Begun(null, upload, received(tx, upload.id()));
          }
          refuseFull(tx, wish.size().orElse(0L), limit);
          return new Begun(null, insert(tx, id, wish, chunkSize), List.of());
        });
  }

  private UploadRow insert(SqlConnection tx, String id, Wish wish, int chunkSize) {
    return UploadRow.of(
        Database.query(
                tx,
                "INSERT INTO upload (id, name, size, sha256, chunk_size, created_by, expires_at)"
                    + " VALUES ($1, $2, $3, $4, $5, $6, now() + $7 * interval '1 millisecond')"
                    + " RETURNING "
                    + UploadRow.COLUMNS,
                id,
                wish.name(),
                wish.size().orElse(null),
                wish.sha256().orElse(null),
                chunkSize,
                wish.caller(),
                ttl.toMillis())
            .iterator()
            .next());
  }

  /** The update holds the content against a collection that runs now. */
  private static Optional<FileRow> known(
      SqlConnection tx, String sha256, String fileId, Wish wish) {
    for (Row row :
        Database.query(
            tx,
            """
            UPDATE artifact a SET touched_at = now()
            WHERE sha256 = $1 AND NOT EXISTS (
              SELECT FROM artifact_chunk c JOIN chunk ON chunk.sha256 = c.chunk
              WHERE c.artifact = a.sha256 AND chunk.lost)
            RETURNING size
            """,
            sha256)) {
      long size = row.getLong(0);
      if (wish.size().isPresent() && wish.size().get() != size) {
        throw Failure.invalid(
            "the content "
                + sha256
                + " has "
                + size
                + " bytes, not "
                + wish.size().get()
                + "; hash the file again");
      }
      return Optional.of(name(tx, fileId, wish.name(), sha256, wish.caller()));
    }
    return Optional.empty();
  }

  private static FileRow name(
      SqlConnection tx, String id, String name, String sha256, String caller) {
    return FileRow.of(
        Database.query(
                tx,
                "INSERT INTO file AS f (id, name, sha256, created_by) VALUES ($1, $2, $3, $4) ON"
                    + " CONFLICT (sha256, name) DO UPDATE SET name = EXCLUDED.name RETURNING "
                    + FileRow.COLUMNS,
                id,
                name,
                sha256,
                caller)
            .iterator()
            .next());
  }

  private static void refuseFull(SqlConnection tx, long size, long limit) {
    long stored =
        Database.query(
                tx,
                "SELECT ((SELECT coalesce(sum(size), 0) FROM chunk) + (SELECT coalesce(sum(size),"
                    + " 0) FROM loose_object))::bigint")
            .iterator()
            .next()
            .getLong(0);
    if (stored + size > limit) {
      throw Failure.conflict(
          "there is no room for "
              + size
              + " bytes: "
              + stored
              + " of files.capacity, "
              + limit
              + ", are taken; delete files and run 'muster file gc', or raise it");
    }
  }

  /**
   * An upload that is not over.
   *
   * @throws Failure {@code NOT_FOUND} when there is none
   */
  public UploadRow upload(String id) {
    for (Row row :
        database.query(
            "SELECT " + UploadRow.COLUMNS + " FROM upload WHERE id = $1 AND expires_at > now()",
            id)) {
      return UploadRow.of(row);
    }
    throw missing(id);
  }

  private static Failure missing(String id) {
    return Failure.notFound("there is no upload '" + id + "', or its time is over; begin it again");
  }

  private static List<Long> received(SqlConnection tx, String id) {
    List<Long> starts = new ArrayList<>();
    for (Row row :
        Database.query(
            tx,
            "SELECT u.start FROM upload_chunk u JOIN chunk c ON c.sha256 = u.chunk"
                + " WHERE u.upload = $1 AND NOT c.lost ORDER BY u.start",
            id)) {
      starts.add(row.getLong(0));
    }
    return starts;
  }

  /** Adds a chunk that is stored already; false when it is not. */
  public boolean reuse(UploadRow upload, long start, String chunk) {
    return database.transaction(
        tx -> {
          boolean stored =
              Database.query(
                          tx,
                          "UPDATE chunk SET touched_at = now() WHERE sha256 = $1 AND NOT lost",
                          chunk)
                      .rowCount()
                  == 1;
          if (stored) {
            place(tx, upload, start, chunk);
          }
          return stored;
        });
  }

  /** Must be called before an object is written: what is written and forgotten is found by this. */
  public void announce(String object, int size) {
    database.query("INSERT INTO loose_object (object, size) VALUES ($1, $2)", object, size);
  }

  /**
   * Adds a chunk whose object was written. When another one wrote the same chunk meanwhile, its
   * object stays and this one is removed later.
   *
   * @throws Failure {@code CONFLICT} when the writing took so long that the object was given up
   */
  public void stored(UploadRow upload, long start, String chunk, String object, int size) {
    database.transaction(
        tx -> {
          if (Database.query(
                      tx, "DELETE FROM loose_object WHERE object = $1 AND NOT doomed", object)
                  .rowCount()
              == 0) {
            throw Failure.conflict(
                "the chunk at " + start + " took too long to store; send it again");
          }
          adopt(tx, chunk, object, size);
          place(tx, upload, start, chunk);
          return null;
        });
  }

  private static void adopt(SqlConnection tx, String chunk, String object, int size) {
    Row before = null;
    for (Row row :
        Database.query(tx, "SELECT object, lost FROM chunk WHERE sha256 = $1 FOR UPDATE", chunk)) {
      before = row;
    }
    if (before == null) {
      int inserted =
          Database.query(
                  tx,
                  "INSERT INTO chunk (sha256, object, size) VALUES ($1, $2, $3) ON CONFLICT (sha256)"
                      + " DO NOTHING",
                  chunk,
                  object,
                  size)
              .rowCount();
      if (inserted == 0) {
        adopt(tx, chunk, object, size); // another one was faster and has committed
      }
      return;
    }
    boolean lost = before.getBoolean("lost");
    if (lost) {
      Database.query(
          tx,
          "UPDATE chunk SET object = $2, lost = false, touched_at = now() WHERE sha256 = $1",
          chunk,
          object);
    } else {
      Database.query(tx, "UPDATE chunk SET touched_at = now() WHERE sha256 = $1", chunk);
    }
    Database.query(
        tx,
        "INSERT INTO loose_object (object, size, doomed) VALUES ($1, $2, true)",
        lost ? before.getString("object") : object,
        size);
  }

  private void place(SqlConnection tx, UploadRow upload, long start, String chunk) {
    int live =
        Database.query(
                tx,
                "UPDATE upload SET expires_at = now() + $2 * interval '1 millisecond'"
                    + " WHERE id = $1 AND file_id IS NULL AND expires_at > now()",
                upload.id(),
                ttl.toMillis())
            .rowCount();
    if (live == 0) {
      throw missing(upload.id());
    }
    Database.query(
        tx,
        "INSERT INTO upload_chunk (upload, start, chunk) VALUES ($1, $2, $3)"
            + " ON CONFLICT (upload, start) DO UPDATE SET chunk = EXCLUDED.chunk",
        upload.id(),
        start,
        chunk);
  }

  /** The chunks that are there, in order. */
  public List<Manifest.Part> parts(String uploadId) {
    List<Manifest.Part> parts = new ArrayList<>();
    for (Row row :
        database.query(
            "SELECT u.start, u.chunk, c.object, c.size FROM upload_chunk u"
                + " JOIN chunk c ON c.sha256 = u.chunk WHERE u.upload = $1 ORDER BY u.start",
            uploadId)) {
      parts.add(FileLedger.part(row));
    }
    return parts;
  }

  /**
   * Makes a file of chunks that were read and found to be that content. Again is the same file.
   *
   * @throws Failure {@code CONFLICT} when a chunk was replaced meanwhile
   */
  public FileRow commit(UploadRow upload, Manifest content, String fileId) {
    return database.transaction(
        tx -> {
          Row locked = null;
          for (Row row :
              Database.query(
                  tx, "SELECT file_id FROM upload WHERE id = $1 FOR UPDATE", upload.id())) {
            locked = row;
          }
          if (locked == null) {
            throw missing(upload.id());
          }
          if (locked.getString(0) == null) {
            write(tx, upload, content);
          }
          FileRow file = name(tx, fileId, upload.name(), content.sha256(), upload.createdBy());
          Database.query(
              tx, "UPDATE upload SET file_id = $2 WHERE id = $1", upload.id(), file.id());
          Database.query(tx, "DELETE FROM upload_chunk WHERE upload = $1", upload.id());
          return file;
        });
  }

  private static void write(SqlConnection tx, UploadRow upload, Manifest content) {
    Database.query(
        tx,
        "INSERT INTO artifact (sha256, size) VALUES ($1, $2)"
            + " ON CONFLICT (sha256) DO UPDATE SET touched_at = now()",
        content.sha256(),
        content.size());
    Database.query(tx, "DELETE FROM artifact_chunk WHERE artifact = $1", content.sha256());
    int written =
        Database.query(
                tx,
                """
                INSERT INTO artifact_chunk (artifact, start, chunk)
                SELECT $1, u.start, u.chunk FROM upload_chunk u
                JOIN unnest($3::bigint[], $4::text[]) AS v(start, chunk)
                  ON v.start = u.start AND v.chunk = u.chunk
                WHERE u.upload = $2
                """,
                content.sha256(),
                upload.id(),
                content.parts().stream().map(Manifest.Part::start).toArray(Long[]::new),
                content.parts().stream().map(Manifest.Part::chunk).toArray(String[]::new))
            .rowCount();
    if (written != content.parts().size()) {
      throw new Failure(
          FailureCode.CONFLICT,
          "chunks of upload " + upload.id() + " changed while it was read; commit it again",
          Duration.ZERO,
          null);
    }
  }
}
