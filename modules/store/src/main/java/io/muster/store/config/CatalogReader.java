package io.muster.store.config;

import io.muster.domain.config.Catalog;
import io.muster.domain.config.Layer;
import io.muster.store.Database;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keeps a catalog up to date at the price of what changed. */
public final class CatalogReader {
  private static final String CLOCK = "SELECT documents FROM config_clock";
  private static final String DOCUMENTS =
      "SELECT "
          + DocumentRow.COLUMNS
          + " FROM config_document d JOIN config_revision r ON r.revision = d.head"
          + " WHERE d.touched > $1 AND d.touched <= $2";
  private static final String PINS =
      """
      SELECT p.node_id, p.revision, p.touched, d.id, d.component, d.kind, d.scope, r.priority, r.content
      FROM config_pin p JOIN config_document d ON d.id = p.document
      LEFT JOIN config_revision r ON r.revision = p.revision
      WHERE p.touched > $1 AND p.touched <= $2""";

  private final Database database;

  public CatalogReader(Database database) {
    this.database = database;
  }

  /**
   * What is committed now or a little later, starting from an earlier reading. What a later change
   * overwrites meanwhile is missing until the next reading; its number is then greater. Awaits.
   */
  public Catalog read(Catalog before) {
    long number = database.query(CLOCK).iterator().next().getLong("documents");
    if (number == before.number()) {
      return before;
    }
    List<Catalog.Document> documents = new ArrayList<>();
    for (Row row : database.query(DOCUMENTS, before.number(), number)) {
      documents.add(DocumentRow.of(row).document());
    }
    List<Catalog.Pin> pins = new ArrayList<>();
    for (Row row : database.query(PINS, before.number(), number)) {
      pins.add(pin(row));
    }
    Map<String, Long> secrets = new HashMap<>();
    for (Row row : database.query("SELECT name, version FROM secret")) {
      secrets.put(row.getString("name"), row.getLong("version"));
    }
    return before.with(number, documents, pins, secrets);
  }

  private static Catalog.Pin pin(Row row) {
    Long revision = row.getLong("revision");
    String content = row.getString("content");
    Integer priority = row.getInteger("priority");
    Layer layer =
        new Layer(
            row.getLong("id"),
            revision == null ? 0 : revision,
            row.getLong("touched"),
            DocumentRow.scope(row),
            priority == null ? 0 : priority,
            content == null ? null : Contents.read(content));
    return new Catalog.Pin(
        row.getString("node_id"),
        revision != null,
        new Catalog.Document(row.getString("component"), layer));
  }
}
