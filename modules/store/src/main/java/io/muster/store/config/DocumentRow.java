package io.muster.store.config;

import io.muster.domain.config.Catalog;
import io.muster.domain.config.Layer;
import io.muster.domain.config.Scope;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Map;

/**
 * One revision of a document.
 *
 * @param id of the document
 * @param content null when the document ended with this revision
 * @param change the rollout that made it; empty for none
 */
public record DocumentRow(
    long id,
    String component,
    Scope scope,
    int priority,
    long revision,
    Map<String, Object> content,
    String author,
    String comment,
    String change,
    Instant at) {
  /** Of {@code config_document d} and {@code config_revision r}. */
  static final String COLUMNS =
      "d.id, d.component, d.kind, d.scope, r.priority, r.revision, r.content, r.author, r.comment,"
          + " r.change, r.at";

  static DocumentRow of(Row row) {
    String content = row.getString("content");
    OffsetDateTime at = row.getOffsetDateTime("at");
    return new DocumentRow(
        row.getLong("id"),
        row.getString("component"),
        scope(row),
        row.getInteger("priority"),
        row.getLong("revision"),
        content == null ? null : Contents.read(content),
        row.getString("author"),
        row.getString("comment"),
        row.getString("change"),
        at.toInstant());
  }

  static Scope scope(Row row) {
    return new Scope(
        Scope.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)), row.getString("scope"));
  }

  static String kind(Scope scope) {
    return scope.kind().name().toLowerCase(Locale.ROOT);
  }

  public boolean deleted() {
    return content == null;
  }

  /** As a layer over what is more general. */
  public Layer layer() {
    return new Layer(id, revision, 0, scope, priority, content);
  }

  Catalog.Document document() {
    return new Catalog.Document(component, layer());
  }
}
