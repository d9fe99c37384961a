package io.muster.server.config;

import io.muster.domain.config.Scope;
import io.muster.protocol.internal.v1.AssignConfigRequest;
import io.muster.protocol.internal.v1.AssignedConfig;
import io.muster.protocol.internal.v1.ConfigChangeRequest;
import io.muster.protocol.internal.v1.StageConfigRequest;
import io.muster.protocol.internal.v1.StagedConfig;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.store.config.ConfigChangeLedger;
import io.muster.store.config.ConfigChangeLedger.Given;
import io.muster.store.config.ConfigChangeLedger.Staged;
import io.muster.store.config.Contents;
import io.muster.store.config.Write;
import io.muster.store.config.Write.Wanted;
import java.util.Collection;
import java.util.OptionalLong;

/** Changes that reach the nodes one after the other, for rollouts. */
final class Changing {
  private final ConfigChangeLedger ledger;
  private final Settling settling;
  private final Pushes pushes;

  Changing(ConfigChangeLedger ledger, Settling settling, Pushes pushes) {
    this.ledger = ledger;
    this.settling = settling;
    this.pushes = pushes;
  }

  StagedConfig stage(StageConfigRequest request, Caller caller) {
    Scope scope = ConfigMessages.scope(request.getNodeId(), request.getTarget());
    String component = request.getComponent();
    Wanted wanted =
        new Wanted(
            Editing.priority(scope, request.getPriority()),
            Verdicts.checked(component, Contents.read(request.getDocumentJson())));
    Write write =
        new Write(
            component,
            scope,
            head -> wanted,
            caller.name(),
            request.getComment(),
            OptionalLong.empty());
    Staged staged = ledger.stage(named(request.getChangeId()), write);
    return StagedConfig.newBuilder()
        .setRevision(staged.revision())
        .setBaseRevision(staged.base())
        .setUnchanged(staged.unchanged())
        .build();
  }

  AssignedConfig assign(AssignConfigRequest request, Caller caller) {
    Given given = ledger.assign(request.getChangeId(), request.getNodeIdsList());
    return given(given, given.nodes(), caller);
  }

  AssignedConfig finish(ConfigChangeRequest request, Caller caller) {
    return given(ledger.finish(request.getChangeId(), caller.name()), null, caller);
  }

  AssignedConfig release(ConfigChangeRequest request) {
    return message(ledger.release(request.getChangeId())).build();
  }

  AssignedConfig revert(AssignConfigRequest request, Caller caller) {
    Given given = ledger.revert(request.getChangeId(), request.getNodeIdsList(), caller.name());
    return given(given, request.getNodeIdsCount() == 0 ? null : given.nodes(), caller);
  }

  /** Settles the nodes concerned before the answer; {@code nodes} is null for all. */
  private AssignedConfig given(Given given, Collection<String> nodes, Caller caller) {
    pushes.add(settling.settle(nodes, caller).moved());
    return message(given).build();
  }

  private static AssignedConfig.Builder message(Given given) {
    return AssignedConfig.newBuilder()
        .setComponent(given.component())
        .setRevision(given.number())
        .addAllNodeIds(given.nodes());
  }

  private static String named(String change) {
    if (change.isBlank()) {
      throw Failure.invalid("a change of configuration needs a changeId");
    }
    return change;
  }
}
