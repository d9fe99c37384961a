package io.muster.server.registry;

import io.muster.domain.selector.NodeView;
import io.muster.domain.selector.Target;
import io.muster.protocol.Doorbells;
import io.muster.protocol.Internal;
import io.muster.protocol.NodesApi;
import io.muster.protocol.internal.v1.MatchRequest;
import io.muster.protocol.internal.v1.MatchResponse;
import io.muster.protocol.internal.v1.PickRequest;
import io.muster.protocol.internal.v1.PickResponse;
import io.muster.protocol.v1.CordonNodeRequest;
import io.muster.protocol.v1.GetNodeRequest;
import io.muster.protocol.v1.ListNodesRequest;
import io.muster.protocol.v1.ListNodesResponse;
import io.muster.protocol.v1.Node;
import io.muster.protocol.v1.RemoveNodeRequest;
import io.muster.protocol.v1.RemoveNodeResponse;
import io.muster.protocol.v1.SelectNodesRequest;
import io.muster.protocol.v1.SelectNodesResponse;
import io.muster.protocol.v1.UncordonNodeRequest;
import io.muster.protocol.v1.UpdateGroupsRequest;
import io.muster.protocol.v1.UpdateLabelsRequest;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.runtime.Notes;
import io.muster.store.node.FleetReader;
import io.muster.store.node.NodeLedger;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;

/**
 * Knows the nodes and answers which of them a target picks, and this is where it is decided which
 * of them a caller reaches: for anybody else the others are not there.
 *
 * <p><b>Owns</b> {@code node} and {@code revocation}, through the node ledger. <b>Hears</b> the
 * service {@code muster.v1.Nodes}, {@code Registry/Pick}, {@code Registry/Match}, and the doorbell
 * of nodes. <b>Says</b> the doorbells of nodes and of revoked identities. <b>Crash</b>: nothing;
 * every change is one transaction, the fleet in memory is read again, and what a lost doorbell
 * would have told is found by the next selection (nodes) or sweep (revocations).
 */
public final class RegistryVerticle extends VerticleBase {
  private static final int DEFAULT_PAGE = 100;

  private final NodeLedger ledger;
  private final FleetReader reader;
  private final RegistryConfig config;
  private Selection selection;

  public RegistryVerticle(NodeLedger ledger, FleetReader reader, RegistryConfig config) {
    this.ledger = ledger;
    this.reader = reader;
    this.config = config;
  }

  @Override
  public Future<?> start() {
    FleetCache cache = new FleetCache(reader, context);
    selection = new Selection(vertx, cache, config.selectLimit());
    vertx.eventBus().<String>consumer(Doorbells.NODES, bell -> cache.now());
    Bus bus = new Bus(vertx);
    return Future.all(
        List.of(
            cache.now(),
            vertx.executeBlocking(() -> Target.parse("id != ''"), false),
            bus.serve(NodesApi.LIST, this::list),
            bus.serve(NodesApi.GET, this::get),
            bus.serve(NodesApi.SELECT, this::select),
            bus.serveNoting(NodesApi.UPDATE_LABELS, this::label),
            bus.serveNoting(NodesApi.UPDATE_GROUPS, this::group),
            bus.serveNoting(NodesApi.CORDON, this::cordon),
            bus.serveNoting(NodesApi.UNCORDON, this::uncordon),
            bus.serveNoting(NodesApi.REMOVE, this::remove),
            bus.serve(Internal.PICK, this::pick),
            bus.serve(Internal.MATCH, this::match)));
  }

  private ListNodesResponse list(ListNodesRequest request, Caller caller) {
    String after = PageToken.read(request.getPageToken());
    int size = request.getPageSize() == 0 ? DEFAULT_PAGE : request.getPageSize();
    List<NodeView> picked =
        selection.pick(request.getTarget().isBlank() ? "all" : request.getTarget(), caller);
    List<String> ids =
        picked.stream()
            .map(NodeView::id)
            .filter(id -> id.compareTo(after) > 0)
            .limit(size + 1L)
            .toList();
    boolean more = ids.size() > size;
    List<String> page = more ? ids.subList(0, size) : ids;
    ListNodesResponse.Builder response = ListNodesResponse.newBuilder().setTotal(picked.size());
    ledger.read(page, request.getFacts()).forEach(node -> response.addNodes(NodeMessages.of(node)));
    return response.setNextPageToken(more ? PageToken.after(page.getLast()) : "").build();
  }

  private Node get(GetNodeRequest request, Caller caller) {
    selection.require(request.getId(), caller);
    return NodeMessages.of(ledger.get(request.getId(), true));
  }

  private SelectNodesResponse select(SelectNodesRequest request, Caller caller) {
    SelectNodesResponse.Builder response = SelectNodesResponse.newBuilder();
    for (NodeView node : selection.pick(request.getTarget(), caller)) {
      if (request.getIncludeCordoned() || !node.cordoned()) {
        response.addNodeIds(node.id());
      }
    }
    return response.build();
  }

  private PickResponse pick(PickRequest request, Caller caller) {
    PickResponse.Builder response = PickResponse.newBuilder();
    for (NodeView node : selection.pick(request.getTarget(), caller)) {
      if (node.cordoned()) {
        response.addCordonedNodeIds(node.id());
      } else {
        response.addNodeIds(node.id()).addOnline(node.online());
      }
    }
    return response.build();
  }

  private MatchResponse match(MatchRequest request, Caller caller) {
    return selection.match(request.getTargetsList(), request.getNodeIdsList(), caller);
  }

  private Node label(UpdateLabelsRequest request, Caller caller, Notes notes) {
    request.getRemoveList().stream()
        .filter(request.getSetMap()::containsKey)
        .findFirst()
        .ifPresent(key -> refuseBoth("label", key));
    selection.require(request.getId(), caller);
    ledger.label(request.getId(), request.getSetMap(), request.getRemoveList());
    return changed(request.getId(), notes);
  }

  private Node group(UpdateGroupsRequest request, Caller caller, Notes notes) {
    request.getRemoveList().stream()
        .filter(request.getAddList()::contains)
        .findFirst()
        .ifPresent(key -> refuseBoth("group", key));
    selection.require(request.getId(), caller);
    ledger.group(request.getId(), request.getAddList(), request.getRemoveList());
    return changed(request.getId(), notes);
  }

  private static void refuseBoth(String what, String name) {
    throw Failure.invalid(what + " '" + name + "' is to be set and removed at once; choose one");
  }

  private Node cordon(CordonNodeRequest request, Caller caller, Notes notes) {
    selection.require(request.getId(), caller);
    ledger.cordon(request.getId(), true, request.getReason());
    return changed(request.getId(), notes);
  }

  private Node uncordon(UncordonNodeRequest request, Caller caller, Notes notes) {
    selection.require(request.getId(), caller);
    ledger.cordon(request.getId(), false, "");
    return changed(request.getId(), notes);
  }

  private RemoveNodeResponse remove(RemoveNodeRequest request, Caller caller, Notes notes) {
    selection.require(request.getId(), caller);
    ledger.remove(request.getId());
    notes.targets(List.of(request.getId()));
    vertx.eventBus().publish(Doorbells.REVOKED, request.getId());
    vertx.eventBus().publish(Doorbells.NODES, request.getId());
    return RemoveNodeResponse.getDefaultInstance();
  }

  private Node changed(String id, Notes notes) {
    notes.targets(List.of(id));
    vertx.eventBus().publish(Doorbells.NODES, id);
    return NodeMessages.of(ledger.get(id, false));
  }
}
