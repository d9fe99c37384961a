package io.muster.server.config;

import io.muster.domain.config.Scope;
import io.muster.protocol.Internal;
import io.muster.protocol.internal.v1.MatchRequest;
import io.muster.protocol.internal.v1.MatchResponse;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.store.config.DocumentRow;
import java.util.ArrayList;
import java.util.List;

/** Documents as a caller sees them: those that are for some node which he reaches. */
final class DocumentSight {
  private final Bus bus;

  DocumentSight(Bus bus) {
    this.bus = bus;
  }

  /** Awaits, if the caller is limited to some nodes. */
  boolean sees(Scope scope, Caller caller) {
    return !caller.limited() || picked(List.of(scope), caller).getFirst();
  }

  /** Awaits, if the caller is limited to some nodes. */
  List<DocumentRow> seen(List<DocumentRow> rows, Caller caller) {
    if (!caller.limited() || rows.isEmpty()) {
      return rows;
    }
    List<Boolean> picked = picked(rows.stream().map(DocumentRow::scope).toList(), caller);
    List<DocumentRow> seen = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      if (picked.get(i)) {
        seen.add(rows.get(i));
      }
    }
    return seen;
  }

  private List<Boolean> picked(List<Scope> scopes, Caller caller) {
    MatchRequest.Builder request = MatchRequest.newBuilder();
    scopes.forEach(scope -> request.addTargets(scope.text()));
    MatchResponse matched = bus.read(Internal.MATCH, request.build(), caller).await();
    return matched.getPickedList().stream().map(one -> one.getAtCount() > 0).toList();
  }
}
