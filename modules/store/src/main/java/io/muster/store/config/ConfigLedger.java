package io.muster.store.config;

import io.muster.domain.config.Scope;
import io.muster.runtime.Failure;
import io.muster.store.Database;
import io.muster.store.config.Write.Wanted;
import io.muster.store.config.Write.Written;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Changes documents. Every change is a new revision, a deletion too; the same content again is
 * none. Every method awaits and is one transaction.
 */
public final class ConfigLedger {
  private static final String ADD_DOCUMENT =
      "INSERT INTO config_document (id, component, kind, scope, head, touched)"
          + " VALUES ($1, $2, $3, $4, $1, $1)";
  private static final String ADD_REVISION =
      "INSERT INTO config_revision"
          + " (revision, document, priority, content, author, comment, change, staged)"
          + " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
  private static final String MOVE_HEAD =
      "UPDATE config_document SET head = $2, touched = $2 WHERE id = $1";
  private static final String UNPIN =
      "UPDATE config_pin SET revision = NULL, before = NULL, touched = $2"
          + " WHERE document = $1 AND revision IS NOT NULL";

  private final Database database;
  private final ConfigReads reads;
  private final SecretLedger secrets;

  public ConfigLedger(Database database) {
    this.database = database;
    this.reads = new ConfigReads(database);
    this.secrets = new SecretLedger(database);
  }

  /**
   * Writes documents, all or none.
   *
   * @return what became of each; fails with {@code CONFLICT} when one is not as expected, or when a
   *     rollout is changing it
   */
  public List<Written> write(List<Write> writes) {
    return database.transaction(
        tx -> {
          Numbers numbers = Numbers.lock(tx);
          List<Written> written = new ArrayList<>(writes.size());
          writes.forEach(write -> written.add(write(tx, numbers, write)));
          return written;
        });
  }

  /** What {@link #write} would do now; changes nothing. */
  public Written plan(Write write) {
    Optional<DocumentRow> head = reads.head(write.component(), write.scope());
    check(write, head);
    Wanted wanted = write.step().apply(present(head));
    boolean changed = !same(head, wanted);
    if (changed) {
      if (wanted.content() != null) {
        SecretLedger.refuse(secrets.problems(wanted.content()));
      }
      head.ifPresent(row -> reads.change(row.id()).ifPresent(id -> refuse(row, id)));
    }
    return new Written(head, row(write, head, wanted), changed);
  }

  private static Written write(SqlConnection tx, Numbers numbers, Write write) {
    Optional<DocumentRow> head = head(tx, write.component(), write.scope());
    check(write, head);
    Wanted wanted = write.step().apply(present(head));
    if (same(head, wanted)) {
      return new Written(head, head.orElseGet(() -> row(write, head, wanted)), false);
    }
    head.ifPresent(row -> refuseOpenChange(tx, row));
    SecretLedger.require(tx, wanted.content());
    long revision = numbers.forDocument();
    long document =
        head.map(DocumentRow::id)
            .orElseGet(() -> addDocument(tx, revision, write.component(), write.scope()));
    addRevision(
        tx, revision, document, wanted, new Author(write.author(), write.comment(), ""), false);
    moveHead(tx, document, revision);
    return new Written(head, head(tx, write.component(), write.scope()).orElseThrow(), true);
  }

  static Optional<DocumentRow> head(SqlConnection tx, String component, Scope scope) {
    for (Row row :
        Database.query(tx, ConfigReads.HEAD, component, DocumentRow.kind(scope), scope.text())) {
      return Optional.of(DocumentRow.of(row));
    }
    return Optional.empty();
  }

  private static void check(Write write, Optional<DocumentRow> head) {
    long present = present(head).map(DocumentRow::revision).orElse(0L);
    if (write.expected().isPresent() && write.expected().getAsLong() != present) {
      throw Failure.conflict(
          "the document of "
              + write.component()
              + " for "
              + write.scope().label()
              + " is at revision "
              + present
              + ", not at "
              + write.expected().getAsLong()
              + " as expected; read it again and repeat the change");
    }
  }

  private static Optional<DocumentRow> present(Optional<DocumentRow> head) {
    return head.filter(row -> !row.deleted());
  }

  private static boolean same(Optional<DocumentRow> head, Wanted wanted) {
    Optional<DocumentRow> present = present(head);
    if (present.isEmpty() || wanted.content() == null) {
      return present.isEmpty() && wanted.content() == null;
    }
    return present.get().priority() == wanted.priority()
        && Objects.equals(present.get().content(), wanted.content());
  }

  private static DocumentRow row(Write write, Optional<DocumentRow> head, Wanted wanted) {
    return new DocumentRow(
        head.map(DocumentRow::id).orElse(0L),
        write.component(),
        write.scope(),
        wanted.priority(),
        head.map(DocumentRow::revision).orElse(0L),
        wanted.content(),
        write.author(),
        write.comment(),
        "",
        head.map(DocumentRow::at).orElse(java.time.Instant.EPOCH));
  }

  static void refuseOpenChange(SqlConnection tx, DocumentRow row) {
    for (Row change : Database.query(tx, ConfigReads.OPEN_CHANGE, row.id())) {
      refuse(row, change.getString("id"));
    }
  }

  /** Says who changes a document. */
  static void refuse(DocumentRow row, String change) {
    throw Failure.conflict(
        "the document of "
            + row.component()
            + " for "
            + row.scope().label()
            + " is being changed by "
            + change
            + "; wait for its end, or abort it");
  }

  /** Who made a revision, and why. */
  record Author(String name, String comment, String change) {}

  static long addDocument(SqlConnection tx, long number, String component, Scope scope) {
    Database.query(tx, ADD_DOCUMENT, number, component, DocumentRow.kind(scope), scope.text());
    return number;
  }

  static void addRevision(
      SqlConnection tx, long revision, long document, Wanted wanted, Author by, boolean staged) {
    Database.query(
        tx,
        ADD_REVISION,
        revision,
        document,
        wanted.priority(),
        wanted.content() == null ? null : Contents.write(wanted.content()),
        by.name(),
        by.comment(),
        by.change(),
        staged);
  }

  /** Makes a revision the present one, for every node of the scope. */
  static void moveHead(SqlConnection tx, long document, long revision) {
    Database.query(tx, MOVE_HEAD, document, revision);
    Database.query(tx, UNPIN, document, revision);
  }
}
