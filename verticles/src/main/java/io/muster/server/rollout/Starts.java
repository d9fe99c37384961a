package io.muster.server.rollout;

import com.google.protobuf.util.Durations;
import io.muster.domain.Ulid;
import io.muster.domain.access.Narrowed;
import io.muster.domain.rollout.Batches;
import io.muster.domain.rollout.RolloutNode;
import io.muster.domain.rollout.Strategy;
import io.muster.domain.selector.InvalidTarget;
import io.muster.domain.selector.Share;
import io.muster.protocol.Internal;
import io.muster.protocol.internal.v1.PickRequest;
import io.muster.protocol.internal.v1.PickResponse;
import io.muster.protocol.v1.RolloutBatch;
import io.muster.protocol.v1.RolloutPlan;
import io.muster.protocol.v1.SkippedNode;
import io.muster.protocol.v1.StartRolloutRequest;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.store.rollout.NewRollout;
import io.muster.store.rollout.RolloutLedger;
import io.muster.store.rollout.RolloutSpecs;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** From a request to a committed rollout: picks the nodes now, divides them, commits. */
final class Starts {
  private final Bus bus;
  private final RolloutLedger ledger;
  private final ConfigChanges changes;
  private final RolloutConfig config;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  Starts(Bus bus, RolloutLedger ledger, ConfigChanges changes, RolloutConfig config, Clock clock) {
    this.bus = bus;
    this.ledger = ledger;
    this.changes = changes;
    this.config = config;
    this.clock = clock;
  }

  private record Division(List<List<String>> batches, List<SkippedNode> skipped) {
    List<String> nodes() {
      return batches.stream().flatMap(List::stream).toList();
    }
  }

  /** Commits the rollout and returns its id. */
  String start(StartRolloutRequest request, Caller caller) {
    if (request.getName().isEmpty()) {
      throw Failure.invalid("a rollout needs a name; set name");
    }
    StartRolloutRequest spec = complete(request, caller);
    Division division = divide(spec, caller);
    List<RolloutNode> nodes = new ArrayList<>();
    for (int batch = 0; batch < division.batches().size(); batch++) {
      for (String node : division.batches().get(batch)) {
        nodes.add(RolloutNode.waiting(nodes.size(), node, batch));
      }
    }
    if (nodes.isEmpty()) {
      throw Failure.notFound(nothing(spec, division));
    }
    if (spec.hasConfig()) {
      changes.preview(spec, List.of(), caller); // refuses what cannot be before anything begins
    }
    for (SkippedNode node : division.skipped()) {
      nodes.add(RolloutNode.skipped(nodes.size(), node.getNodeId(), node.getReason()));
    }
    var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    return ledger.create(
        new NewRollout(
            Ulid.next(now, random),
            spec,
            division.batches().size(),
            nodes,
            caller.name(),
            List.copyOf(caller.roles()),
            caller.traceId(),
            now));
  }

  /** What Start would do. */
  RolloutPlan plan(StartRolloutRequest request, Caller caller) {
    StartRolloutRequest spec = complete(request, caller);
    Division division = divide(spec, caller);
    RolloutPlan.Builder plan = RolloutPlan.newBuilder().addAllSkipped(division.skipped());
    int total = 0;
    for (List<String> batch : division.batches()) {
      plan.addBatches(
          RolloutBatch.newBuilder()
              .setNumber(plan.getBatchesCount() + 1)
              .setTotal(batch.size())
              .setParallel(RolloutMessages.parallel(spec.getParallel(), batch.size()))
              .addAllNodeIds(batch));
      total += batch.size();
    }
    if (spec.hasConfig()) {
      plan.addAllChanges(changes.preview(spec, division.nodes(), caller));
    }
    return plan.setTotal(total).build();
  }

  /** Fills in what the request leaves to the configuration, and refuses what makes no sense. */
  private StartRolloutRequest complete(StartRolloutRequest request, Caller caller) {
    StartRolloutRequest.Builder spec = request.toBuilder();
    if (request.hasConfig() && caller.limited()) {
      // The document outlives the rollout: it must not be for nodes that the caller does not reach.
      spec.setTarget(narrowed(request.getTarget(), caller));
    }
    if (request.getStrategy().isEmpty()) {
      spec.setStrategy(Strategy.ROLLING.label());
    }
    var checks = spec.getChecksBuilder();
    if (!checks.hasTimeout()) {
      checks.setTimeout(Durations.fromMillis(config.checkTimeout().toMillis()));
    }
    if (!checks.hasEvery()) {
      checks.setEvery(Durations.fromMillis(config.checkEvery().toMillis()));
    }
    Strategy strategy = strategy(spec.getStrategy());
    boolean first = strategy == Strategy.CANARY || strategy == Strategy.BLUE_GREEN;
    if (!first && (!spec.getFirst().isEmpty() || !spec.getFirstTarget().isEmpty())) {
      throw Failure.invalid(
          "first and firstTarget are for canary and blue-green, not for " + spec.getStrategy());
    }
    if (first && spec.getFirst().isEmpty() && spec.getFirstTarget().isEmpty()) {
      spec.setFirst(strategy == Strategy.CANARY ? config.canary() : config.blueGreen());
    }
    if (spec.getOnFailure().equals("rollback") && !RolloutSpecs.undoable(spec.build())) {
      throw Failure.invalid(
          "onFailure is 'rollback', but nothing undoes the work: give undoShell, or stop instead");
    }
    return spec.build();
  }

  private static String narrowed(String target, Caller caller) {
    try {
      return Narrowed.of(target, caller.reach());
    } catch (InvalidTarget e) {
      throw Failure.invalid(e.getMessage());
    }
  }

  private static Strategy strategy(String label) {
    try {
      return Strategy.ofLabel(label);
    } catch (IllegalArgumentException e) {
      throw Failure.invalid(e.getMessage());
    }
  }

  private Division divide(StartRolloutRequest spec, Caller caller) {
    PickResponse picked = pick(spec.getTarget(), caller);
    List<String> nodes = new ArrayList<>();
    List<SkippedNode> skipped = new ArrayList<>();
    for (int i = 0; i < picked.getNodeIdsCount(); i++) {
      if (picked.getOnline(i)) {
        nodes.add(picked.getNodeIds(i));
      } else {
        skipped.add(skipped(picked.getNodeIds(i), "offline"));
      }
    }
    picked.getCordonedNodeIdsList().forEach(id -> skipped.add(skipped(id, "cordoned")));
    Set<String> first =
        spec.getFirstTarget().isEmpty()
            ? Set.of()
            : Set.copyOf(pick(spec.getFirstTarget(), caller).getNodeIdsList());
    if (!spec.getFirstTarget().isEmpty() && nodes.stream().noneMatch(first::contains)) {
      throw Failure.notFound(
          "no node of the target is in the first set '" + spec.getFirstTarget() + "'");
    }
    Share share = Share.parse(spec.getFirst().isEmpty() ? "1" : spec.getFirst());
    Batches batches =
        new Batches(strategy(spec.getStrategy()), Batches.sizes(spec.getBatchSize()), share);
    return new Division(batches.of(nodes, first), skipped);
  }

  private PickResponse pick(String target, Caller caller) {
    PickRequest request = PickRequest.newBuilder().setTarget(target).build();
    return bus.read(Internal.PICK, request, caller).await();
  }

  private static SkippedNode skipped(String id, String reason) {
    return SkippedNode.newBuilder().setNodeId(id).setReason(reason).build();
  }

  private static String nothing(StartRolloutRequest spec, Division division) {
    String left =
        division.skipped().isEmpty()
            ? ""
            : "; " + division.skipped().size() + " that it picks are offline or cordoned";
    return "no node matches the target '" + spec.getTarget() + "'" + left;
  }
}
