package io.muster.store.file;

import io.muster.protocol.v1.FileWork;
import io.muster.protocol.v1.Work;
import io.muster.runtime.Failure;
import io.muster.store.Database;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;

/** What a job has to do with files, written in the transaction that makes the job. */
public final class FileJobs {
  private FileJobs() {}

  /**
   * Records the reference of a job to content, which keeps it while the job lives.
   *
   * @throws Failure {@code INVALID} when the content is not there, or when there is nothing to take
   *     back
   */
  public static void record(SqlConnection tx, String jobId, Work work) {
    switch (work.getKindCase()) {
      case FILE -> put(tx, jobId, work.getFile(), work.getDryRun());
      case UNDO -> undo(tx, jobId, work.getUndo().getJobId(), work.getDryRun());
      default -> {}
    }
  }

  private static void put(SqlConnection tx, String jobId, FileWork file, boolean dryRun) {
    hold(tx, file.getSha256());
    Database.query(
        tx,
        "INSERT INTO file_job (job_id, path, sha256, name, dry_run) VALUES ($1, $2, $3, $4, $5)",
        jobId,
        file.getPath(),
        file.getSha256(),
        file.getName(),
        dryRun);
  }

  /**
   * Keeps a collection from removing content before this transaction, which refers to it, is seen.
   *
   * @throws Failure {@code INVALID} when it is not there
   */
  public static void hold(SqlConnection tx, String sha256) {
    if (Database.query(tx, "SELECT FROM artifact WHERE sha256 = $1 FOR SHARE", sha256).size()
        == 0) {
      throw missing(sha256);
    }
  }

  /** The failure of whoever refers to content that is not stored. */
  public static Failure missing(String sha256) {
    return Failure.invalid(
        "no uploaded content has the SHA-256 " + sha256 + "; upload the file first");
  }

  private static void undo(SqlConnection tx, String jobId, String undone, boolean dryRun) {
    for (Row row :
        Database.query(
            tx, "SELECT path, name, undoes, dry_run FROM file_job WHERE job_id = $1", undone)) {
      if (row.getBoolean("dry_run")) {
        throw Failure.invalid("job " + undone + " was a preview and changed nothing");
      }
      if (row.getString("undoes") != null) {
        throw Failure.invalid(
            "job "
                + undone
                + " took back job "
                + row.getString("undoes")
                + "; apply the file again instead");
      }
      Database.query(
          tx,
          "INSERT INTO file_job (job_id, path, name, undoes, dry_run) VALUES ($1, $2, $3, $4, $5)",
          jobId,
          row.getString("path"),
          row.getString("name"),
          undone,
          dryRun);
      return;
    }
    throw Failure.invalid(
        "job '" + undone + "' put no file, or its history was dropped; there is nothing to undo");
  }
}
