package io.muster.server.rollout;

import io.muster.domain.rollout.RolloutEvent.Asked;
import io.muster.domain.rollout.RolloutEvent.Verb;
import io.muster.protocol.Doorbells;
import io.muster.protocol.RolloutsApi;
import io.muster.protocol.v1.ExplainNodeRequest;
import io.muster.protocol.v1.GetRolloutRequest;
import io.muster.protocol.v1.ListRolloutsRequest;
import io.muster.protocol.v1.ListRolloutsResponse;
import io.muster.protocol.v1.NodeExplanation;
import io.muster.protocol.v1.Rollout;
import io.muster.protocol.v1.RolloutPlan;
import io.muster.protocol.v1.StartRolloutRequest;
import io.muster.protocol.v1.SteerRolloutRequest;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.runtime.Notes;
import io.muster.runtime.Streams;
import io.muster.server.effects.Effects;
import io.muster.server.sight.Sight;
import io.muster.store.Frozen;
import io.muster.store.LeaseLedger;
import io.muster.store.job.JobLedger;
import io.muster.store.job.JobReads;
import io.muster.store.job.JobSteering;
import io.muster.store.rollout.RolloutLedger;
import io.muster.store.rollout.RolloutReads;
import io.muster.store.rollout.RolloutRow;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Changes many nodes, a batch at a time.
 *
 * <p><b>Owns</b> {@code rollout} and its nodes, runs and events, and a lease for each live one.
 * <b>Hears</b> {@code muster.v1.Rollouts}, the doorbells of jobs and of rollouts, and the clock.
 * <b>Says</b> jobs and changes of configuration, as whoever started the rollout, and the doorbell
 * of rollouts. <b>Crash</b>: every step is committed and what follows from it is the same for
 * whoever looks, so another node goes on when the lease is over; a job that was submitted is found
 * again by its request id, and what nodes were given of a configuration by the name of the call.
 */
public final class RolloutVerticle extends VerticleBase {
  private static final int DEFAULT_PAGE = 50;

  private final Needs needs;
  private final RolloutConfig config;
  private Bus bus;
  private Starts starts;
  private Conductors conductors;
  private RolloutStream stream;
  private Explanations explanations;

  /**
   * What the verticle stands on.
   *
   * @param member the name of this node
   */
  public record Needs(
      RolloutLedger ledger,
      RolloutReads reads,
      JobLedger jobs,
      JobSteering steering,
      JobReads jobReads,
      LeaseLedger leases,
      String member,
      Clock clock) {}

  public RolloutVerticle(Needs needs, RolloutConfig config) {
    this.needs = needs;
    this.config = config;
  }

  @Override
  public Future<?> start() {
    bus = new Bus(vertx);
    Effects effects = new Effects(vertx, bus);
    Jobs jobs = new Jobs(bus, effects, needs.jobs(), needs.steering(), needs.jobReads());
    ConfigChanges changes = new ConfigChanges(bus);
    ConfigRuns configs = new ConfigRuns(jobs, changes);
    starts = new Starts(bus, needs.ledger(), changes, config, needs.clock());
    stream = new RolloutStream(vertx, needs.reads());
    explanations = new Explanations(needs.reads());
    conductors = new Conductors(vertx, needs, jobs, configs, new Probes(vertx), config);
    return Future.all(
        List.of(
            bus.serveNoting(RolloutsApi.START, this::start),
            bus.serve(RolloutsApi.PLAN, (request, caller) -> plan(request, caller)),
            bus.serve(RolloutsApi.GET, this::get),
            bus.serve(RolloutsApi.LIST, this::list),
            bus.serveNoting(RolloutsApi.PAUSE, steer(Verb.PAUSE)),
            bus.serveNoting(RolloutsApi.RESUME, steer(Verb.RESUME)),
            bus.serveNoting(RolloutsApi.PROMOTE, steer(Verb.PROMOTE)),
            bus.serveNoting(RolloutsApi.ABORT, steer(Verb.ABORT)),
            bus.serveNoting(RolloutsApi.RETRY, steer(Verb.RETRY)),
            bus.serveNoting(RolloutsApi.ROLLBACK, steer(Verb.ROLLBACK)),
            bus.serve(RolloutsApi.EXPLAIN, this::explain),
            new Streams(vertx)
                .serve(
                    RolloutsApi.WATCH,
                    (request, caller, out) -> {
                      String id = id(request.getId());
                      head(id, caller);
                      stream.follow(id, request, sight(caller), out);
                    })));
  }

  @Override
  public Future<?> stop() {
    conductors.stop();
    return Future.succeededFuture();
  }

  private Rollout start(StartRolloutRequest request, Caller caller, Notes notes) {
    String id = starts.start(request, caller);
    vertx.eventBus().publish(Doorbells.ROLLOUT, id);
    noteTargets(id, notes);
    return head(id, caller);
  }

  private RolloutPlan plan(StartRolloutRequest request, Caller caller) {
    return starts.plan(request, caller);
  }

  private Rollout get(GetRolloutRequest request, Caller caller) {
    String id = id(request.getId());
    return sight(caller).shown(id, request.getNodes()).orElseThrow(() -> missing(request.getId()));
  }

  private ListRolloutsResponse list(ListRolloutsRequest request, Caller caller) {
    int size = request.getPageSize() == 0 ? DEFAULT_PAGE : request.getPageSize();
    List<RolloutRow> rows =
        new ArrayList<>(needs.reads().newest(request.getPageToken(), request.getLive(), size + 1));
    ListRolloutsResponse.Builder response = ListRolloutsResponse.newBuilder();
    RolloutSight sight = sight(caller);
    rows.stream()
        .limit(size)
        .flatMap(
            row ->
                sight.limited()
                    ? sight.shown(row.id(), false).stream()
                    : Stream.of(RolloutMessages.of(row)))
        .forEach(row -> response.addRollouts(row.toBuilder().clearRequest().clearBatches()));
    if (rows.size() > size) {
      response.setNextPageToken(rows.get(size - 1).id());
    }
    return response.build();
  }

  private Bus.NotingHandler<SteerRolloutRequest, Rollout> steer(Verb verb) {
    return (request, caller, notes) -> {
      String id = id(request.getId());
      head(id, caller);
      sight(caller).requireWhole(id);
      needs
          .ledger()
          .apply(
              id,
              new Asked(needs.clock().instant(), verb, request.getReason()),
              caller.name(),
              null);
      vertx.eventBus().publish(Doorbells.ROLLOUT, id);
      noteTargets(id, notes);
      return head(id, caller);
    };
  }

  private void noteTargets(String id, Notes notes) {
    Frozen frozen = needs.reads().frozen(id);
    notes.targets(frozen.count(), frozen.hash());
  }

  private NodeExplanation explain(ExplainNodeRequest request, Caller caller) {
    Sight.require(bus, caller, request.getId());
    return explanations.explain(request.getId());
  }

  private RolloutSight sight(Caller caller) {
    return RolloutSight.of(bus, needs.reads(), caller);
  }

  private Rollout head(String id, Caller caller) {
    return sight(caller).shown(id, false).orElseThrow(() -> missing(id));
  }

  private String id(String idOrName) {
    return needs.reads().find(idOrName).orElseThrow(() -> missing(idOrName));
  }

  private static Failure missing(String id) {
    return Failure.notFound(
        "there is no rollout '" + id + "'; the list of rollouts has their names and ids");
  }
}
