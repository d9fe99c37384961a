package io.muster.store.config;

import io.muster.domain.config.Scope;
import io.muster.domain.config.SecretReferences;
import io.muster.runtime.Failure;
import io.muster.store.Database;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongFunction;
import java.util.function.Predicate;

/**
 * Secrets as they are kept: sealed. A change of one is a change of what nodes are to run, so its
 * version is one of the numbers of documents. Every method awaits.
 */
public final class SecretLedger {
  /** One secret; {@code sealed} is empty where it was not asked for. */
  public record Sealed(
      String name, long version, byte[] sealed, String changedBy, Instant changedAt) {}

  /** What a change did. */
  public record Changed(Sealed secret, boolean changed) {}

  /** Revisions that nodes have now, or may have again without anybody writing them anew. */
  private static final String IN_USE =
      """
      FROM config_document d JOIN config_revision r ON r.document = d.id
      WHERE strpos(r.content, %s) > 0 AND (r.revision = d.head
        OR EXISTS (SELECT FROM config_pin p WHERE p.document = d.id AND r.revision IN (p.revision, p.before))
        OR EXISTS (SELECT FROM config_change c
          WHERE c.document = d.id AND c.state = 'open' AND r.revision IN (c.staged, c.base)))""";

  private static final String USERS =
      "SELECT DISTINCT d.component, d.kind, d.scope " + IN_USE.formatted("$1") + " LIMIT 3";
  private static final String COLUMNS = "s.name, s.version, s.changed_by, s.changed_at";
  private static final String PUT =
      """
      INSERT INTO secret AS s (name, version, sealed, changed_by) VALUES ($1, $2, $3, $4)
      ON CONFLICT (name) DO UPDATE
        SET version = excluded.version, sealed = excluded.sealed, changed_by = excluded.changed_by, changed_at = now()
      RETURNING s.*""";

  private final Database database;

  public SecretLedger(Database database) {
    this.database = database;
  }

  /**
   * Gives a secret a value.
   *
   * @param same whether the present one has that value already
   * @param seal seals it under a version
   */
  public Changed set(String name, Predicate<Sealed> same, LongFunction<byte[]> seal, String by) {
    return database.transaction(
        tx -> {
          Numbers numbers = Numbers.lock(tx);
          Optional<Sealed> present =
              rows(Database.query(tx, OF_NAMES, names(Set.of(name)))).stream().findFirst();
          if (present.isPresent() && same.test(present.get())) {
            return new Changed(present.get(), false);
          }
          long version = numbers.forDocument();
          Buffer sealed = Buffer.buffer(seal.apply(version));
          return new Changed(
              rows(Database.query(tx, PUT, name, version, sealed, by)).getFirst(), true);
        });
  }

  private static final String OF_NAMES = "SELECT s.* FROM secret s WHERE s.name = ANY($1)";

  private static Object names(Collection<String> names) {
    return names.toArray(String[]::new);
  }

  /** With what is sealed; names that nobody has are missing. */
  public List<Sealed> read(Collection<String> names) {
    return names.isEmpty() ? List.of() : rows(database.query(OF_NAMES, names(names)));
  }

  /** By name, without what is sealed, and how many documents refer to each. */
  public Map<Sealed, Integer> list(String after, int limit) {
    Map<Sealed, Integer> found = new TreeMap<>(java.util.Comparator.comparing(Sealed::name));
    String users =
        "(SELECT count(DISTINCT d.id)::int "
            + IN_USE.formatted("'${secret:' || s.name || '}'")
            + ") AS users";
    for (Row row :
        database.query(
            "SELECT "
                + COLUMNS
                + ", "
                + users
                + " FROM secret s WHERE s.name > $1 ORDER BY s.name LIMIT $2",
            after,
            limit)) {
      found.put(sealed(row, new byte[0]), row.getInteger("users"));
    }
    return found;
  }

  /**
   * Forgets a secret.
   *
   * @param force even while documents refer to it
   * @throws Failure {@code NOT_FOUND}, {@code CONFLICT} naming documents
   */
  public void delete(String name, boolean force) {
    database.transaction(
        tx -> {
          Numbers numbers = Numbers.lock(tx);
          if (!force) {
            refuseUsed(tx, name);
          }
          if (Database.query(tx, "DELETE FROM secret WHERE name = $1", name).rowCount() == 0) {
            throw Failure.notFound(
                "there is no secret '" + name + "'; `muster secret ls` lists those there are");
          }
          numbers.forDocument();
          return null;
        });
  }

  private static void refuseUsed(SqlConnection tx, String name) {
    List<String> users = new ArrayList<>();
    for (Row row : Database.query(tx, USERS, SecretReferences.reference(name))) {
      Scope scope = DocumentRow.scope(row);
      users.add(row.getString("component") + " for " + scope.label());
    }
    if (!users.isEmpty()) {
      throw Failure.conflict(
          "the secret '"
              + name
              + "' is referred to by the configuration of "
              + String.join(", ", users)
              + "; take the references out, or force it");
    }
  }

  /** What is wrong with the references of a document. */
  public List<String> problems(Map<String, Object> document) {
    Set<String> names = SecretReferences.names(document);
    Set<String> known = new TreeSet<>();
    read(names).forEach(secret -> known.add(secret.name()));
    return SecretReferences.problems(document, known::contains);
  }

  /** Fails with {@code INVALID} when a document refers to what is not there. */
  static void require(SqlConnection tx, Map<String, Object> document) {
    Set<String> names = document == null ? Set.of() : SecretReferences.names(document);
    if (names.isEmpty()) {
      return;
    }
    Set<String> known = new TreeSet<>();
    rows(Database.query(tx, OF_NAMES, names(names))).forEach(one -> known.add(one.name()));
    refuse(SecretReferences.problems(document, known::contains));
  }

  static void refuse(List<String> problems) {
    if (!problems.isEmpty()) {
      throw Failure.invalid(String.join("; ", problems));
    }
  }

  /** Some that another key sealed. */
  public List<Sealed> sealedByOthers(byte[] keyId, int limit) {
    return rows(
        database.query(
            "SELECT s.* FROM secret s WHERE substring(s.sealed FROM 1 FOR $2) <> $1 LIMIT $3",
            Buffer.buffer(keyId),
            keyId.length,
            limit));
  }

  /** Seals the same value anew, unless it was changed meanwhile. */
  public void reseal(Sealed before, byte[] sealed) {
    database.query(
        "UPDATE secret SET sealed = $3 WHERE name = $1 AND sealed = $2",
        before.name(),
        Buffer.buffer(before.sealed()),
        Buffer.buffer(sealed));
  }

  private static List<Sealed> rows(Iterable<Row> rows) {
    List<Sealed> found = new ArrayList<>();
    rows.forEach(row -> found.add(sealed(row, row.getBuffer("sealed").getBytes())));
    return found;
  }

  private static Sealed sealed(Row row, byte[] sealed) {
    return new Sealed(
        row.getString("name"),
        row.getLong("version"),
        sealed,
        row.getString("changed_by"),
        row.getOffsetDateTime("changed_at").toInstant());
  }
}
