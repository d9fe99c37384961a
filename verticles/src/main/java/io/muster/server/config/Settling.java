package io.muster.server.config;

import io.muster.domain.config.Catalog;
import io.muster.domain.config.Layer;
import io.muster.protocol.FailureCode;
import io.muster.protocol.Internal;
import io.muster.protocol.internal.v1.MatchRequest;
import io.muster.protocol.internal.v1.MatchResponse;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.store.config.CatalogReader;
import io.muster.store.config.ConfigStates;
import io.muster.store.config.ConfigStates.Move;
import io.muster.store.config.NodeState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/**
 * Works out which documents apply to which nodes, and gives a node a new number when others do than
 * before. Any control-plane node may do so at any time: first the numbers are read, then the
 * documents, then the nodes, and a number is only written while both numbers and documents are
 * still those. So a node's number never stands for something older than the one before.
 */
final class Settling {
  private static final int ATTEMPTS = 20;

  private final CatalogReader reader;
  private final ConfigStates states;
  private final Bus bus;
  private final AtomicReference<Catalog> catalog = new AtomicReference<>(Catalog.EMPTY);

  Settling(CatalogReader reader, ConfigStates states, Bus bus) {
    this.reader = reader;
    this.states = states;
    this.bus = bus;
  }

  /**
   * What applies at one moment.
   *
   * @param layers by node and component
   * @param secrets the version of each, by name
   */
  record Picture(
      long number,
      Map<String, Map<String, List<Layer>>> layers,
      Set<String> online,
      Map<String, Long> secrets) {
    List<Layer> of(String node, String component) {
      return layers.getOrDefault(node, Map.of()).getOrDefault(component, List.of());
    }
  }

  /**
   * What was found.
   *
   * @param states as they are now: each is of what the picture has
   * @param moved nodes that got a new number
   */
  record Settled(Picture picture, List<NodeState> states, Set<String> moved) {
    /** Of one node. */
    List<NodeState> of(String node) {
      return states.stream().filter(state -> state.nodeId().equals(node)).toList();
    }

    /** By node. */
    Map<String, List<NodeState>> byNode() {
      return states.stream().collect(Collectors.groupingBy(NodeState::nodeId));
    }
  }

  /**
   * All documents as they are committed now. Awaits; whoever comes meanwhile reads too, since a
   * lock that is held while another awaits would stop the verticle.
   */
  Catalog catalog() {
    Catalog read = reader.read(catalog.get());
    return catalog.accumulateAndGet(
        read, (kept, fresh) -> fresh.number() >= kept.number() ? fresh : kept);
  }

  /**
   * Looks at nodes, and gives new numbers. Awaits.
   *
   * @param nodes null for all
   */
  Settled settle(Collection<String> nodes, Caller caller) {
    return settle(nodes, Map.of(), caller);
  }

  /**
   * As {@link #settle(Collection, Caller)}.
   *
   * @param said by node and component, the revision that an agent says it has: its next is greater,
   *     even if this database was restored from an old backup
   */
  Settled settle(Collection<String> nodes, Map<String, Map<String, Long>> said, Caller caller) {
    Set<String> moved = new TreeSet<>();
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      List<NodeState> known = states.read(nodes, "");
      Picture picture = picture(nodes, caller);
      List<Move> moves = moves(known, picture, said);
      if (moves.isEmpty()) {
        return new Settled(picture, known, moved);
      }
      try {
        states.move(picture.number(), moves).forEach(state -> moved.add(state.nodeId()));
      } catch (Failure failure) {
        if (failure.code() != FailureCode.CONFLICT) {
          throw failure;
        }
      }
    }
    throw Failure.of(
        FailureCode.BUSY, "the configuration changes faster than it can be looked at; try again");
  }

  /** What applies to nodes now. */
  Picture picture(Collection<String> nodes, Caller caller) {
    return picture(catalog(), nodes, caller);
  }

  Picture picture(Catalog documents, Collection<String> nodes, Caller caller) {
    List<Catalog.Document> targets = List.copyOf(documents.targets().values());
    MatchRequest.Builder request = MatchRequest.newBuilder();
    targets.forEach(document -> request.addTargets(document.layer().scope().text()));
    if (nodes != null) {
      request.addAllNodeIds(nodes);
    }
    if (nodes != null && nodes.isEmpty()) {
      return new Picture(documents.number(), Map.of(), Set.of(), Map.of());
    }
    MatchResponse matched = bus.read(Internal.MATCH, request.build(), caller).await();
    List<List<Catalog.Document>> picked = new ArrayList<>();
    Set<String> online = new HashSet<>();
    for (int i = 0; i < matched.getNodeIdsCount(); i++) {
      picked.add(new ArrayList<>(2));
      if (matched.getOnline(i)) {
        online.add(matched.getNodeIds(i));
      }
    }
    for (int i = 0; i < targets.size(); i++) {
      Catalog.Document document = targets.get(i);
      matched.getPicked(i).getAtList().forEach(at -> picked.get(at).add(document));
    }
    Map<String, Map<String, List<Layer>>> layers = new TreeMap<>();
    for (int i = 0; i < picked.size(); i++) {
      String node = matched.getNodeIds(i);
      layers.put(node, documents.layers(node, picked.get(i)));
    }
    return new Picture(documents.number(), layers, online, documents.secrets());
  }

  private static List<Move> moves(
      List<NodeState> known, Picture picture, Map<String, Map<String, Long>> said) {
    Map<String, Map<String, NodeState>> before = new HashMap<>();
    known.forEach(
        state ->
            before
                .computeIfAbsent(state.nodeId(), node -> new TreeMap<>())
                .put(state.component(), state));
    List<Move> moves = new ArrayList<>();
    Stamps stamps = new Stamps(picture.secrets());
    picture
        .layers()
        .forEach(
            (node, layers) -> {
              Map<String, NodeState> was = before.getOrDefault(node, Map.of());
              Set<String> components = new HashSet<>(layers.keySet());
              components.addAll(was.keySet());
              for (String component : components) {
                NodeState state = was.get(component);
                long floor = said.getOrDefault(node, Map.of()).getOrDefault(component, 0L);
                String stamp = stamps.of(picture.of(node, component));
                move(node, component, state, stamp, floor, moves);
              }
            });
    return moves;
  }

  private static void move(
      String node, String component, NodeState state, String stamp, long floor, List<Move> moves) {
    long revision = state == null ? 0 : state.revision();
    boolean ahead = !stamp.isEmpty() && floor > revision;
    if (ahead || !stamp.equals(state == null ? "" : state.stamp())) {
      moves.add(new Move(node, component, revision, floor, stamp));
    }
  }
}
