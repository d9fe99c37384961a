package io.muster.store.config;

import io.muster.runtime.Failure;
import io.muster.store.Database;
import io.muster.store.Fence;
import io.muster.store.LeaseLedger;
import io.muster.store.config.ConfigLedger.Author;
import io.muster.store.config.Write.Wanted;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import java.util.Collection;
import java.util.List;
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
   * Who makes a call.
   *
   * @param id the same call again changes nothing; another one gives nodes a new number
   * @param fence the lease that its caller must hold; null when nobody else can be at it
   */
  public record Call(String id, Fence fence) {
    /** For whoever needs neither. */
    public static final Call PLAIN = new Call("", null);
  }

  /**
   * What nodes were given.
   *
   * @param number from which on they have it; 0 when nothing was to be given
   * @param nodes that were given it, ordered by id
   * @param kept of those that were to have it back, the nodes that have had it all along
   */
  public record Given(String component, long number, List<String> nodes, List<String> kept) {
    Given(String component, long number, List<String> nodes) {
      this(component, number, nodes, List.of());
    }
  }

  /** A change as it is stored. */
  record Change(
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
  private static final String ADD =
      "INSERT INTO config_change (id, document, staged, base, state) VALUES ($1, $2, $3, $4, 'open')";
  private static final String END = "UPDATE config_change SET state = $2, ended = $3 WHERE id = $1";
  private static final String REOPEN =
      "UPDATE config_change SET state = 'open', ended = 0 WHERE id = $1";

  private final Database database;

  public ConfigChangeLedger(Database database) {
    this.database = database;
  }

  /**
   * Makes a revision that no node has yet. A write of an open change of the same document is {@code
   * CONFLICT}.
   */
  public Staged stage(String change, Write write, Fence fence) {
    return database.transaction(
        tx -> {
          Numbers numbers = Numbers.lock(tx);
          LeaseLedger.require(tx, fence);
          Optional<Change> known = find(tx, change);
          if (known.isPresent()) {
            return restage(tx, known.get(), write);
          }
          Optional<DocumentRow> head = ConfigLedger.head(tx, write.component(), write.scope());
          head.ifPresent(row -> ConfigLedger.refuseOpenChange(tx, row));
          Optional<DocumentRow> present = head.filter(row -> !row.deleted());
          Wanted wanted = write.step().apply(present);
          SecretLedger.require(tx, wanted.content());
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

  /** Gives the staged revision to nodes; opens a change again that was released. */
  public Given assign(String id, Collection<String> nodes, Call call) {
    return in(
        id,
        call.fence(),
        (tx, change) -> {
          reopen(tx, change);
          return new Pins(tx, change, call.id()).pin(change.staged(), nodes);
        });
  }

  private static void reopen(SqlConnection tx, Change change) {
    if (change.open()) {
      return;
    }
    if (!change.state().equals("released")) {
      throw Failure.conflict("the change " + change.id() + " is " + change.state() + " already");
    }
    DocumentRow head = row(tx, head(tx, change.document())).orElseThrow();
    ConfigLedger.refuseOpenChange(tx, head);
    if (!isBase(change, head)) {
      throw changedSince(change, head.revision());
    }
    Database.query(tx, REOPEN, change.id());
  }

  private static boolean isBase(Change change, DocumentRow head) {
    return head.deleted() ? change.base() == 0 : head.revision() == change.base();
  }

  /** Makes the staged revision the document for all of its scope. */
  public Given finish(String id, String author, Fence fence) {
    return in(
        id,
        fence,
        (tx, change) -> {
          if (change.state().equals("finished")) {
            return new Given(change.component(), change.ended(), List.of());
          }
          if (!change.open()) {
            throw Failure.conflict("the change " + id + " is " + change.state() + " already");
          }
          DocumentRow staged = row(tx, change.staged()).orElseThrow();
          Wanted wanted = new Wanted(staged.priority(), staged.content());
          long number = moveHead(tx, change, wanted, new Author(author, staged.comment(), id));
          end(tx, change, "finished", number);
          return new Given(change.component(), number, List.of());
        });
  }

  /** Ends the change and leaves every node with what it has. */
  public Given release(String id, Fence fence) {
    return in(
        id,
        fence,
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
  public Given revert(String id, Collection<String> nodes, String author, Call call) {
    return in(
        id,
        call.fence(),
        (tx, change) -> {
          if (change.state().equals("reverted")) {
            return new Given(change.component(), change.ended(), List.of());
          }
          return change.state().equals("finished")
              ? revertFinished(tx, change, nodes, new Author(author, "", id), call.id())
              : revertPins(tx, change, nodes, call.id());
        });
  }

  private static Given revertPins(
      SqlConnection tx, Change change, Collection<String> nodes, String call) {
    Pins pins = new Pins(tx, change, call);
    if (!nodes.isEmpty()) {
      DocumentRow head = row(tx, head(tx, change.document())).orElseThrow();
      return pins.unpin(nodes, isBase(change, head));
    }
    Given given = pins.unpinAll();
    end(tx, change, "reverted", given.number());
    return given;
  }

  private static Given revertFinished(
      SqlConnection tx, Change change, Collection<String> nodes, Author by, String call) {
    long head = head(tx, change.document());
    if (head != change.ended()) {
      throw changedSince(change, head);
    }
    if (!nodes.isEmpty()) {
      return new Pins(tx, change, call).pin(change.base(), nodes);
    }
    Wanted before =
        row(tx, change.base())
            .map(base -> new Wanted(base.priority(), base.content()))
            .orElse(Wanted.NOTHING);
    String comment = "back to revision " + change.base() + ", before " + change.id();
    Author author = new Author(by.name(), comment, change.id());
    long number = moveHead(tx, change, before, author);
    end(tx, change, "reverted", number);
    return new Given(change.component(), number, List.of());
  }

  private static Failure changedSince(Change change, long head) {
    return Failure.conflict(
        "the document was changed again after "
            + change.id()
            + ", by revision "
            + head
            + "; apply what it should be instead");
  }

  private static long moveHead(SqlConnection tx, Change change, Wanted wanted, Author by) {
    long number = Numbers.lock(tx).forDocument();
    ConfigLedger.addRevision(tx, number, change.document(), wanted, by, false);
    ConfigLedger.moveHead(tx, change.document(), number);
    return number;
  }

  private static void end(SqlConnection tx, Change change, String state, long number) {
    Database.query(tx, END, change.id(), state, number);
  }

  private Given in(String id, Fence fence, BiFunction<SqlConnection, Change, Given> step) {
    return database.transaction(
        tx -> {
          Numbers.lock(tx);
          LeaseLedger.require(tx, fence);
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
