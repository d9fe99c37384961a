package io.muster.store.config;

import io.muster.runtime.Failure;
import io.muster.store.Database;
import io.muster.store.config.ConfigLedger.Author;
import io.muster.store.config.Write.Wanted;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Changes that reach the nodes one after the other. Every method awaits, is one transaction, and
 * may be called again with the same arguments.
 */
public final class ConfigChangeLedger {
  /**
   * A staged revision.
   *
   * @param base what it replaces; 0 for no document
   */
  public record Staged(long revision, long base, boolean unchanged) {}

  /**
   * What nodes were given.
   *
   * @param number from which on they have it
   * @param nodes that were touched, ordered by id
   */
  public record Given(String component, long number, List<String> nodes) {}

  /** A change as it is stored. */
  private record Change(
      String id,
      long document,
      String component,
      long staged,
      long base,
      String state,
      long ended) {
    boolean open() {
      return state.equals("open");
    }
  }

  private static final String FIND =
      "SELECT c.*, d.component, d.head FROM config_change c JOIN config_document d"
          + " ON d.id = c.document WHERE c.id = $1";
  private static final String BY_DOCUMENT =
      "SELECT id FROM config_change WHERE document = $1 AND state = 'open'";
  private static final String ADD =
      "INSERT INTO config_change (id, document, staged, base, state) VALUES ($1, $2, $3, $4, 'open')";
  private static final String END = "UPDATE config_change SET state = $2, ended = $3 WHERE id = $1";
  private static final String PIN =
      """
      INSERT INTO config_pin AS p (document, node_id, revision, touched, change)
      SELECT $1, n, $3, $4, $5 FROM unnest($2::text[]) n ORDER BY n
      ON CONFLICT (document, node_id) DO UPDATE
        SET revision = excluded.revision, touched = excluded.touched, change = excluded.change,
            before = CASE WHEN p.change = excluded.change THEN p.before ELSE p.revision END,
            before_change = CASE WHEN p.change = excluded.change THEN p.before_change ELSE p.change END""";
  private static final String PINNED =
      "SELECT node_id, revision, touched FROM config_pin"
          + " WHERE document = $1 AND change = $2 AND revision IS NOT NULL ORDER BY node_id";
  private static final String UNPIN =
      """
      UPDATE config_pin
      SET revision = before, touched = $2, before = NULL,
          change = CASE WHEN before IS NULL THEN change ELSE before_change END
      WHERE document = $1 AND change = $3 AND revision IS NOT NULL AND node_id = ANY($4)""";

  private final Database database;

  public ConfigChangeLedger(Database database) {
    this.database = database;
  }

  /**
   * Makes a revision that no node has yet. A write of an open change of the same document is {@code
   * CONFLICT}.
   */
  public Staged stage(String change, Write write) {
    return database.transaction(
        tx -> {
          Numbers numbers = Numbers.lock(tx);
          Optional<Change> known = find(tx, change);
          if (known.isPresent()) {
            return restage(tx, known.get(), write);
          }
          Optional<DocumentRow> head = ConfigLedger.head(tx, write.component(), write.scope());
          head.ifPresent(row -> refuseOther(tx, row));
          Optional<DocumentRow> present = head.filter(row -> !row.deleted());
          Wanted wanted = write.step().apply(present);
          long base = present.map(DocumentRow::revision).orElse(0L);
          if (present.isPresent() && same(present.get(), wanted)) {
            Database.query(tx, ADD, change, present.get().id(), base, base);
            return new Staged(base, base, true);
          }
          long document = head.map(DocumentRow::id).orElseGet(() -> begin(tx, numbers, write));
          long revision = numbers.forDocument();
          Author by = new Author(write.author(), write.comment(), change);
          ConfigLedger.addRevision(tx, revision, document, wanted, by, true);
          Database.query(tx, ADD, change, document, revision, base);
          return new Staged(revision, base, false);
        });
  }

  /** A document that begins deleted: its first revision is for some nodes only. */
  private static long begin(SqlConnection tx, Numbers numbers, Write write) {
    long document = numbers.forDocument();
    ConfigLedger.addDocument(tx, document, write.component(), write.scope());
    Author by = new Author(write.author(), "", "");
    ConfigLedger.addRevision(tx, document, document, Wanted.NOTHING, by, false);
    return document;
  }

  private static Staged restage(SqlConnection tx, Change change, Write write) {
    Optional<DocumentRow> head = ConfigLedger.head(tx, write.component(), write.scope());
    if (head.map(DocumentRow::id).orElse(0L) != change.document()) {
      throw Failure.conflict(
          "the change " + change.id() + " is of another document; choose another id");
    }
    return new Staged(change.staged(), change.base(), change.staged() == change.base());
  }

  private static boolean same(DocumentRow present, Wanted wanted) {
    return present.priority() == wanted.priority() && present.content().equals(wanted.content());
  }

  private static void refuseOther(SqlConnection tx, DocumentRow head) {
    for (Row row : Database.query(tx, BY_DOCUMENT, head.id())) {
      throw Failure.conflict(
          "the document of "
              + head.component()
              + " for "
              + head.scope().label()
              + " is being changed by "
              + row.getString("id")
              + "; wait for its end, or abort it");
    }
  }

  /** Gives the staged revision to nodes. */
  public Given assign(String id, Collection<String> nodes) {
    return in(
        id,
        (tx, change) -> {
          if (!change.open()) {
            throw Failure.conflict("the change " + id + " is " + change.state() + " already");
          }
          return pin(tx, change, change.staged(), List.copyOf(nodes));
        });
  }

  /** Nodes that have it already, all since one number, are left as they are. */
  private static Given pin(SqlConnection tx, Change change, long revision, List<String> nodes) {
    Numbers numbers = Numbers.lock(tx);
    Map<String, long[]> pinned = new java.util.HashMap<>();
    for (Row row : Database.query(tx, PINNED, change.document(), change.id())) {
      pinned.put(
          row.getString("node_id"), new long[] {row.getLong("revision"), row.getLong("touched")});
    }
    List<String> sorted = nodes.stream().distinct().sorted().toList();
    long[] first = sorted.isEmpty() ? null : pinned.get(sorted.getFirst());
    boolean done =
        first != null
            && first[0] == revision
            && sorted.stream().allMatch(n -> java.util.Arrays.equals(first, pinned.get(n)));
    if (sorted.isEmpty() || done) {
      return new Given(change.component(), done ? first[1] : numbers.documents(), sorted);
    }
    long number = numbers.forDocument();
    Database.query(
        tx, PIN, change.document(), sorted.toArray(String[]::new), revision, number, change.id());
    return new Given(change.component(), number, sorted);
  }

  /** Makes the staged revision the document for all of its scope. */
  public Given finish(String id, String author) {
    return in(
        id,
        (tx, change) -> {
          if (change.state().equals("finished")) {
            return new Given(change.component(), change.ended(), List.of());
          }
          requireOpen(change);
          DocumentRow staged = row(tx, change.staged()).orElseThrow();
          Wanted wanted = new Wanted(staged.priority(), staged.content());
          long number = moveHead(tx, change, wanted, new Author(author, staged.comment(), id));
          end(tx, change, "finished", number);
          return new Given(change.component(), number, List.of());
        });
  }

  /** Ends the change and leaves every node with what it has. */
  public Given release(String id) {
    return in(
        id,
        (tx, change) -> {
          if (change.open()) {
            end(tx, change, "released", 0);
          }
          return new Given(change.component(), Numbers.lock(tx).documents(), List.of());
        });
  }

  /**
   * Gives nodes what they had before.
   *
   * @param nodes empty for all, which ends the change
   */
  public Given revert(String id, Collection<String> nodes, String author) {
    return in(
        id,
        (tx, change) -> {
          if (change.state().equals("reverted")) {
            return new Given(change.component(), change.ended(), List.of());
          }
          List<String> sorted = nodes.stream().distinct().sorted().toList();
          return change.state().equals("finished")
              ? revertFinished(tx, change, sorted, author)
              : revertPins(tx, change, sorted);
        });
  }

  private static Given revertPins(SqlConnection tx, Change change, List<String> nodes) {
    Numbers numbers = Numbers.lock(tx);
    List<String> pinned = new ArrayList<>();
    for (Row row : Database.query(tx, PINNED, change.document(), change.id())) {
      if (nodes.isEmpty() || nodes.contains(row.getString("node_id"))) {
        pinned.add(row.getString("node_id"));
      }
    }
    long number = pinned.isEmpty() ? numbers.documents() : numbers.forDocument();
    if (!pinned.isEmpty()) {
      String[] ids = pinned.toArray(String[]::new);
      Database.query(tx, UNPIN, change.document(), number, change.id(), ids);
    }
    if (nodes.isEmpty()) {
      end(tx, change, "reverted", number);
    }
    return new Given(change.component(), number, pinned);
  }

  private static Given revertFinished(
      SqlConnection tx, Change change, List<String> nodes, String author) {
    long head = head(tx, change.document());
    if (head != change.ended()) {
      throw Failure.conflict(
          "the document was changed again after "
              + change.id()
              + ", by revision "
              + head
              + "; apply what it should be instead");
    }
    if (!nodes.isEmpty()) {
      return pin(tx, change, change.base(), nodes);
    }
    Wanted before =
        row(tx, change.base())
            .map(base -> new Wanted(base.priority(), base.content()))
            .orElse(Wanted.NOTHING);
    String comment = "back to revision " + change.base() + ", before " + change.id();
    long number = moveHead(tx, change, before, new Author(author, comment, change.id()));
    end(tx, change, "reverted", number);
    return new Given(change.component(), number, List.of());
  }

  private static long moveHead(SqlConnection tx, Change change, Wanted wanted, Author by) {
    long number = Numbers.lock(tx).forDocument();
    ConfigLedger.addRevision(tx, number, change.document(), wanted, by, false);
    ConfigLedger.moveHead(tx, change.document(), number);
    return number;
  }

  private static void requireOpen(Change change) {
    if (!change.open()) {
      throw Failure.conflict("the change " + change.id() + " is " + change.state() + " already");
    }
  }

  private static void end(SqlConnection tx, Change change, String state, long number) {
    Database.query(tx, END, change.id(), state, number);
  }

  private Given in(String id, BiFunction<SqlConnection, Change, Given> step) {
    return database.transaction(
        tx -> {
          Numbers.lock(tx);
          Change change =
              find(tx, id)
                  .orElseThrow(() -> Failure.notFound("there is no change '" + id + "' staged"));
          return step.apply(tx, change);
        });
  }

  private static Optional<Change> find(SqlConnection tx, String id) {
    for (Row row : Database.query(tx, FIND, id)) {
      return Optional.of(
          new Change(
              id,
              row.getLong("document"),
              row.getString("component"),
              row.getLong("staged"),
              row.getLong("base"),
              row.getString("state"),
              row.getLong("ended")));
    }
    return Optional.empty();
  }

  private static long head(SqlConnection tx, long document) {
    return Database.query(tx, "SELECT head FROM config_document WHERE id = $1", document)
        .iterator()
        .next()
        .getLong("head");
  }

  private static Optional<DocumentRow> row(SqlConnection tx, long revision) {
    for (Row row : Database.query(tx, ConfigReads.BY_REVISION, (Object) new Long[] {revision})) {
      return Optional.of(DocumentRow.of(row));
    }
    return Optional.empty();
  }
}
