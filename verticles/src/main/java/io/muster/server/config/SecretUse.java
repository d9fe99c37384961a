package io.muster.server.config;

import io.muster.domain.config.SecretReferences;
import io.muster.protocol.FailureCode;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.store.config.DocumentRow;
import io.muster.store.config.Write.Wanted;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Who may refer to a secret. A reference hands the value to nodes, where whoever runs commands can
 * read it; so somebody who is limited to some nodes adds none. Those that others put into a
 * document of his he may keep.
 */
final class SecretUse {
  private SecretUse() {}

  /** The same step, which fails with {@code DENIED} when it adds what the caller may not. */
  static Function<Optional<DocumentRow>, Wanted> by(
      Caller caller, Function<Optional<DocumentRow>, Wanted> step) {
    if (!caller.limited()) {
      return step;
    }
    return head -> {
      Wanted wanted = step.apply(head);
      Map<String, Object> before =
          head.filter(row -> !row.deleted()).map(DocumentRow::content).orElse(Map.of());
      Set<String> added = SecretReferences.names(wanted.content());
      added.removeAll(SecretReferences.names(before));
      if (!added.isEmpty()) {
        throw Failure.of(
            FailureCode.DENIED,
            "the document refers to the secret '"
                + String.join("', '", added)
                + "', and "
                + caller.name()
                + " may change configuration on some nodes only; a reference is written by"
                + " somebody who may on all of them");
      }
      return wanted;
    };
  }
}
