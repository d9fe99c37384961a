package io.muster.store.config;

import io.muster.domain.config.Scope;
import io.muster.store.Database;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads documents and their history. Every method awaits. */
public final class ConfigReads {
  private static final String SELECT =
      "SELECT "
          + DocumentRow.COLUMNS
          + " FROM config_document d JOIN config_revision r ON r.document = d.id ";
  private static final String OF_SCOPE =
      "WHERE d.component = $1 AND d.kind = $2 AND d.scope = $3 AND md5(d.scope) = md5($3) ";
  static final String HEAD = SELECT + OF_SCOPE + "AND r.revision = d.head";
  private static final String REVISION = SELECT + OF_SCOPE + "AND r.revision = $4";
  private static final String HISTORY =
      SELECT + OF_SCOPE + "AND r.revision < $4 ORDER BY r.revision DESC LIMIT $5";
  static final String BY_REVISION = SELECT + "WHERE r.revision = ANY($1)";
  private static final String HEADS =
      SELECT
          + "WHERE r.revision = d.head AND r.content IS NOT NULL AND ($1 = '' OR d.component = $1)";
  private static final String AT =
      SELECT
          + """
          WHERE d.id > $1 AND r.content IS NOT NULL AND r.revision = (
            SELECT max(o.revision) FROM config_revision o
            WHERE o.document = d.id AND o.revision <= $2 AND NOT o.staged)
          ORDER BY d.id LIMIT $3""";

  static final String OPEN_CHANGE =
      "SELECT id FROM config_change WHERE document = $1 AND state = 'open'";

  private final Database database;

  public ConfigReads(Database database) {
    this.database = database;
  }

  /** The present revision, which may be the document's end. */
  public Optional<DocumentRow> head(String component, Scope scope) {
    return rows(HEAD, component, DocumentRow.kind(scope), scope.text()).stream().findFirst();
  }

  /** The change that is under way of a document. */
  public Optional<String> change(long document) {
    for (Row row : database.query(OPEN_CHANGE, document)) {
      return Optional.of(row.getString("id"));
    }
    return Optional.empty();
  }

  public Optional<DocumentRow> revision(String component, Scope scope, long revision) {
    return rows(REVISION, component, DocumentRow.kind(scope), scope.text(), revision).stream()
        .findFirst();
  }

  /** Revisions by their number, of whatever document. */
  public Map<Long, DocumentRow> revisions(Collection<Long> revisions) {
    Map<Long, DocumentRow> found = new HashMap<>();
    rows(BY_REVISION, (Object) revisions.toArray(Long[]::new))
        .forEach(row -> found.put(row.revision(), row));
    return found;
  }

  /** The newest first, those before {@code before}. */
  public List<DocumentRow> history(String component, Scope scope, long before, int limit) {
    return rows(HISTORY, component, DocumentRow.kind(scope), scope.text(), before, limit);
  }

  /** All documents there are, of one component or, when it is empty, of all; in no order. */
  public List<DocumentRow> heads(String component) {
    return rows(HEADS, component);
  }

  /** The number of the last change of a document. */
  public long clock() {
    return database
        .query("SELECT documents FROM config_clock")
        .iterator()
        .next()
        .getLong("documents");
  }

  /**
   * Documents as they were after the change {@code at}, by their number, those after {@code after}.
   */
  public List<DocumentRow> at(long at, long after, int limit) {
    return rows(AT, after, at, limit);
  }

  private List<DocumentRow> rows(String sql, Object... parameters) {
    List<DocumentRow> rows = new ArrayList<>();
    for (Row row : database.query(sql, parameters)) {
      rows.add(DocumentRow.of(row));
    }
    return rows;
  }
}
