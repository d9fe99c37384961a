package io.muster.server.config;

import io.muster.domain.config.Keys;
import io.muster.domain.config.Layer;
import io.muster.domain.config.Merged;
import io.muster.protocol.Internal;
import io.muster.protocol.internal.v1.MatchRequest;
import io.muster.protocol.internal.v1.MatchResponse;
import io.muster.protocol.v1.ConfigDiff;
import io.muster.protocol.v1.ConfigStatus;
import io.muster.protocol.v1.ConfigStatusRequest;
import io.muster.protocol.v1.DiffConfigRequest;
import io.muster.protocol.v1.EffectiveComponent;
import io.muster.protocol.v1.EffectiveConfig;
import io.muster.protocol.v1.KeyOrigin;
import io.muster.protocol.v1.NodeConfigState;
import io.muster.protocol.v1.ShowConfigRequest;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.server.config.Settling.Settled;
import io.muster.server.sight.Sight;
import io.muster.store.config.ConfigReads;
import io.muster.store.config.ConfigStates;
import io.muster.store.config.Contents;
import io.muster.store.config.DocumentRow;
import io.muster.store.config.NodeState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What nodes are to run, what they run, and how that differs. */
final class Comparing {
  private static final int DEFAULT_PAGE = 100;

  private final ConfigReads reads;
  private final ConfigStates states;
  private final Settling settling;
  private final Pushes pushes;
  private final Bus bus;
  private final DocumentSight sight;

  Comparing(ConfigReads reads, ConfigStates states, Settling settling, Pushes pushes, Bus bus) {
    this.reads = reads;
    this.states = states;
    this.settling = settling;
    this.pushes = pushes;
    this.bus = bus;
    this.sight = new DocumentSight(bus);
  }

  EffectiveConfig show(ShowConfigRequest request, Caller caller) {
    String node = request.getNodeId();
    Settled settled = settling.settle(List.of(node), caller);
    pushes.add(settled.moved());
    Map<String, List<Layer>> layers = Reading.layers(settled.picture(), node);
    boolean online = settled.picture().online().contains(node);
    EffectiveConfig.Builder response = EffectiveConfig.newBuilder().setNodeId(node);
    for (NodeState state : settled.states()) {
      boolean asked =
          request.getComponent().isEmpty() || request.getComponent().equals(state.component());
      if (asked && layers.containsKey(state.component())) {
        response.addComponents(component(state, layers.get(state.component()), online));
      }
    }
    return response.build();
  }

  private EffectiveComponent component(NodeState state, List<Layer> layers, boolean online) {
    Merged merged = Merged.of(layers);
    EffectiveComponent.Builder message =
        EffectiveComponent.newBuilder()
            .setComponent(state.component())
            .setRevision(state.revision())
            .setDocumentJson(Contents.write(merged.content()))
            .setState(ConfigMessages.state(state, online));
    Map<Long, DocumentRow> rows = reads.revisions(layers.stream().map(Layer::revision).toList());
    Merged.sorted(layers).stream()
        .map(layer -> rows.get(layer.revision()))
        .filter(row -> row != null && !row.deleted())
        .forEach(row -> message.addDocuments(ConfigMessages.outline(row)));
    merged
        .origins()
        .forEach(
            (key, revision) ->
                message.addOrigins(
                    KeyOrigin.newBuilder()
                        .setKey(key)
                        .setValueJson(
                            Keys.get(merged.content(), Keys.path(key))
                                .map(Contents::write)
                                .orElse(""))
                        .setRevision(revision)));
    return message.build();
  }

  ConfigDiff diff(DiffConfigRequest request, Caller caller) {
    if (request.getNodeId().isEmpty()) {
      return revisions(request, caller);
    }
    Sight.require(bus, caller, request.getNodeId());
    return node(request);
  }

  private ConfigDiff revisions(DiffConfigRequest request, Caller caller) {
    return ConfigDiff.newBuilder()
        .setFrom(request.getFrom())
        .setTo(request.getTo())
        .addAllChanges(
            ConfigMessages.changes(
                content(request.getComponent(), request.getFrom(), caller),
                content(request.getComponent(), request.getTo(), caller)))
        .build();
  }

  private Map<String, Object> content(String component, long revision, Caller caller) {
    if (revision == 0) {
      return Map.of();
    }
    DocumentRow row = reads.revisions(List.of(revision)).get(revision);
    if (row == null || !row.component().equals(component) || !sight.sees(row.scope(), caller)) {
      throw Failure.notFound(
          "no document of "
              + component
              + " has a revision "
              + revision
              + "; `muster config history` lists those there are");
    }
    return row.deleted() ? Map.of() : row.content();
  }

  private ConfigDiff node(DiffConfigRequest request) {
    NodeState state =
        states.read(List.of(request.getNodeId()), request.getComponent()).stream()
            .findFirst()
            .orElseThrow(
                () ->
                    Failure.notFound(
                        "nothing of "
                            + request.getComponent()
                            + " is kept for a node '"
                            + request.getNodeId()
                            + "'"));
    if (state.running() != 0 && state.runningStamp().isEmpty()) {
      throw Failure.notFound(
          "node '"
              + request.getNodeId()
              + "' runs revision "
              + state.running()
              + ", which it got before anybody knew of what; it is to run "
              + state.wanted());
    }
    return ConfigDiff.newBuilder()
        .setFrom(state.running())
        .setTo(state.wanted())
        .addAllChanges(ConfigMessages.changes(merged(state.runningStamp()), merged(state.stamp())))
        .build();
  }

  private Map<String, Object> merged(String stamp) {
    if (stamp.isEmpty()) {
      return Map.of();
    }
    List<Long> revisions = new ArrayList<>();
    for (String one : Stamps.documents(stamp).split(",")) {
      revisions.add(Long.valueOf(one.split("@")[0]));
    }
    Map<Long, DocumentRow> rows = reads.revisions(revisions);
    return Merged.of(
            revisions.stream().filter(rows::containsKey).map(r -> rows.get(r).layer()).toList())
        .content();
  }

  ConfigStatus status(ConfigStatusRequest request, Caller caller) {
    String target = request.getTarget().isBlank() ? "all" : request.getTarget();
    MatchResponse matched =
        bus.read(Internal.MATCH, MatchRequest.newBuilder().addTargets(target).build(), caller)
            .await();
    Map<String, Boolean> picked = new HashMap<>();
    Set<String> online = new HashSet<>();
    for (int at : matched.getPicked(0).getAtList()) {
      picked.put(matched.getNodeIds(at), matched.getOnline(at));
      if (matched.getOnline(at)) {
        online.add(matched.getNodeIds(at));
      }
    }
    boolean everyone = picked.size() == matched.getNodeIdsCount();
    int most = request.getPageSize() == 0 ? DEFAULT_PAGE : request.getPageSize();
    Map<String, Integer> counts = new TreeMap<>();
    ConfigStatus.Builder response = ConfigStatus.newBuilder();
    for (NodeState state : states.read(everyone ? null : picked.keySet(), request.getComponent())) {
      boolean concerned = state.wanted() != 0 || state.running() != 0;
      if (!concerned || !picked.containsKey(state.nodeId())) {
        continue;
      }
      NodeConfigState shown = ConfigMessages.state(state, online.contains(state.nodeId()));
      counts.merge(shown.getState(), 1, Integer::sum);
      if ((request.getAll() || !state.converged()) && response.getNodesCount() < most) {
        response.addNodes(shown);
      }
    }
    return response
        .putAllCounts(counts)
        .setTotal(counts.values().stream().mapToInt(Integer::intValue).sum())
        .build();
  }
}
