package io.muster.server.config;

import io.muster.domain.config.Scope;
import io.muster.protocol.internal.v1.AssignConfigRequest;
import io.muster.protocol.internal.v1.AssignedConfig;
import io.muster.protocol.internal.v1.ConfigChangeRequest;
import io.muster.protocol.internal.v1.PreviewConfigRequest;
import io.muster.protocol.internal.v1.PreviewedConfig;
import io.muster.protocol.internal.v1.StageConfigRequest;
import io.muster.protocol.internal.v1.StagedConfig;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.store.Fence;
import io.muster.store.config.ConfigChangeLedger;
import io.muster.store.config.ConfigChangeLedger.Call;
import io.muster.store.config.ConfigChangeLedger.Given;
import io.muster.store.config.ConfigChangeLedger.Staged;
import io.muster.store.config.ConfigLedger;
import io.muster.store.config.Contents;
import io.muster.store.config.Write;
import io.muster.store.config.Write.Wanted;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;

/** Changes that reach the nodes one after the other, for rollouts. */
final class Changing {
  private final ConfigChangeLedger ledger;
  private final ConfigLedger documents;
  private final Settling settling;
  private final Pushes pushes;

  Changing(ConfigChangeLedger ledger, ConfigLedger documents, Settling settling, Pushes pushes) {
    this.ledger = ledger;
    this.documents = documents;
    this.settling = settling;
    this.pushes = pushes;
  }

  /** What a revision would change; stages nothing. */
  PreviewedConfig preview(PreviewConfigRequest request, Caller caller) {
    Write write = write(request.getStage(), caller);
    documents.plan(write); // refuses what another change holds
    Preview preview = new Preview(settling.catalog(), write);
    return PreviewedConfig.newBuilder()
        .addAllChanges(preview.of(settling.picture(request.getNodeIdsList(), caller)))
        .build();
  }

  StagedConfig stage(StageConfigRequest request, Caller caller) {
    String change = named(request.getChangeId());
    Staged staged = ledger.stage(change, write(request, caller), fence(request.getFence()));
    return StagedConfig.newBuilder()
        .setRevision(staged.revision())
        .setBaseRevision(staged.base())
        .setUnchanged(staged.unchanged())
        .build();
  }

  private static Write write(StageConfigRequest request, Caller caller) {
    Scope scope = ConfigMessages.scope(request.getNodeId(), request.getTarget());
    String component = request.getComponent();
    Wanted wanted =
        new Wanted(
            Editing.priority(scope, request.getPriority()),
            Verdicts.checked(component, Contents.read(request.getDocumentJson())));
    return new Write(
        component,
        scope,
        SecretUse.by(caller, head -> wanted),
        caller.name(),
        request.getComment(),
        OptionalLong.empty());
  }

  AssignedConfig assign(AssignConfigRequest request, Caller caller) {
    Given given = ledger.assign(request.getChangeId(), request.getNodeIdsList(), call(request));
    return given(given, given.nodes(), caller);
  }

  AssignedConfig finish(ConfigChangeRequest request, Caller caller) {
    Fence fence = fence(request.getFence());
    return given(ledger.finish(request.getChangeId(), caller.name(), fence), null, caller);
  }

  AssignedConfig release(ConfigChangeRequest request) {
    return message(ledger.release(request.getChangeId(), fence(request.getFence()))).build();
  }

  AssignedConfig revert(AssignConfigRequest request, Caller caller) {
    List<String> nodes = request.getNodeIdsList();
    Given given = ledger.revert(request.getChangeId(), nodes, caller.name(), call(request));
    return given(given, nodes.isEmpty() ? null : given.nodes(), caller);
  }

  private static Call call(AssignConfigRequest request) {
    return new Call(request.getCallId(), fence(request.getFence()));
  }

  private static Fence fence(io.muster.protocol.internal.v1.Fence fence) {
    return fence.getLease().isEmpty() ? null : new Fence(fence.getLease(), fence.getEpoch());
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
        .addAllNodeIds(given.nodes())
        .addAllKeptNodeIds(given.kept());
  }

  private static String named(String change) {
    if (change.isBlank()) {
      throw Failure.invalid("a change of configuration needs a changeId");
    }
    return change;
  }
}
