package io.muster.store.config;

import io.muster.store.Database;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;

/** The numbers of revisions, held for one transaction: whoever else wants one waits for its end. */
final class Numbers {
  private final SqlConnection tx;
  private final long documents;
  private long last;

  private Numbers(SqlConnection tx, long last, long documents) {
    this.tx = tx;
    this.last = last;
    this.documents = documents;
  }

  static Numbers lock(SqlConnection tx) {
    Row row =
        Database.query(tx, "SELECT last, documents FROM config_clock FOR UPDATE").iterator().next();
    return new Numbers(tx, row.getLong("last"), row.getLong("documents"));
  }

  /** Of the last change of a document before this transaction. */
  long documents() {
    return documents;
  }

  /** Draws one for a change of a document or of a pin. */
  long forDocument() {
    last++;
    Database.query(tx, "UPDATE config_clock SET last = $1, documents = $1", last);
    return last;
  }

  /** As {@link #forDocument()}, and greater than {@code known}. */
  long forDocumentAbove(long known) {
    last = Math.max(last, known);
    return forDocument();
  }

  /** Draws one for nodes to which other documents apply than before, though none has changed. */
  long forNodes() {
    last++;
    Database.query(tx, "UPDATE config_clock SET last = $1", last);
    return last;
  }

  long last() {
    return last;
  }
}
