package io.muster.store.config;

import io.muster.domain.config.Scope;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * A change of one document.
 *
 * @param step from the present revision, if the document is there, to what it is to be; pure, and
 *     may throw a failure
 * @param expected the revision that is to be replaced; 0 for none; empty for any
 */
public record Write(
    String component,
    Scope scope,
    Function<Optional<DocumentRow>, Wanted> step,
    String author,
    String comment,
    OptionalLong expected) {
  /**
   * What a document is to be.
   *
   * @param content null for its end
   */
  public record Wanted(int priority, Map<String, Object> content) {
    /** The end of a document. */
    public static final Wanted NOTHING = new Wanted(0, null);
  }

  /**
   * What a write did, or would do.
   *
   * @param before the revision that was there
   * @param after what is there now; in a plan it has the revision of {@code before}, or 0
   */
  public record Written(Optional<DocumentRow> before, DocumentRow after, boolean changed) {}
}
