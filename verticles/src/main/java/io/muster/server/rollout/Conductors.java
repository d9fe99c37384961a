package io.muster.server.rollout;

import io.muster.protocol.Doorbells;
import io.muster.runtime.Loop;
import io.muster.store.Fence;
import io.muster.store.rollout.RolloutLedger;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the lease of every live rollout that it can get, and conducts those that it holds. A node
 * that dies loses its leases after their time, and whoever looks next takes them.
 */
final class Conductors {
  private static final Logger LOG = LoggerFactory.getLogger(Conductors.class);

  private final Vertx vertx;
  private final RolloutVerticle.Needs needs;
  private final Jobs jobs;
  private final ConfigRuns configs;
  private final Probes probes;
  private final RolloutConfig config;
  private final Map<String, Conductor> mine = new ConcurrentHashMap<>();
  private final Loop loop;
  private volatile Set<String> live = Set.of();

  Conductors(
      Vertx vertx,
      RolloutVerticle.Needs needs,
      Jobs jobs,
      ConfigRuns configs,
      Probes probes,
      RolloutConfig config) {
    this.vertx = vertx;
    this.needs = needs;
    this.jobs = jobs;
    this.configs = configs;
    this.probes = probes;
    this.config = config;
    this.loop = Loop.start(vertx, "rollouts", config.sweep(), this::sweep);
    vertx
        .eventBus()
        .<String>consumer(
            Doorbells.JOB, bell -> mine.values().forEach(one -> one.heard(bell.body())));
    vertx.eventBus().<String>consumer(Doorbells.ROLLOUT, bell -> heard(bell.body()));
  }

  private void heard(String id) {
    Conductor conductor = mine.get(id);
    if (conductor != null && !conductor.stopped()) {
      conductor.wake();
    } else if (conductor != null || !live.contains(id)) {
      loop.wake();
    }
  }

  void stop() {
    loop.stop();
    mine.values().forEach(Conductor::stop);
  }

  private boolean sweep() {
    List<String> ids = needs.reads().live();
    live = Set.copyOf(ids);
    for (String id : List.copyOf(mine.keySet())) {
      if (!live.contains(id)) {
        drop(id);
      }
    }
    ids.forEach(this::hold);
    return false;
  }

  private void hold(String id) {
    OptionalLong epoch = needs.leases().hold(Fence.leaseOf(id), config.lease());
    Conductor mineNow = mine.get(id);
    if (epoch.isEmpty()) {
      if (mineNow != null) {
        LOG.warn("rollout {} is conducted by another node now", id);
        mineNow.stop();
        mine.remove(id);
      }
      return;
    }
    Fence fence = new Fence(Fence.leaseOf(id), epoch.getAsLong());
    if (mineNow != null && !mineNow.stopped() && mineNow.fence().equals(fence)) {
      return;
    }
    if (mineNow != null) {
      mineNow.stop();
    }
    if (epoch.getAsLong() > 1 && (mineNow == null || !mineNow.fence().equals(fence))) {
      adopt(id, fence);
    }
    mine.put(id, new Conductor(vertx, needs, jobs, configs, probes, config, id, fence));
  }

  private void adopt(String id, Fence fence) {
    try {
      needs.ledger().note(id, needs.clock().instant(), "adopted", "by " + needs.member(), fence);
      vertx.eventBus().publish(Doorbells.ROLLOUT, id);
      LOG.info("rollout {} is conducted here now", id);
    } catch (RolloutLedger.Fenced gone) {
      LOG.info("rollout {} was taken by another node at once", id);
    }
  }

  private void drop(String id) {
    Conductor over = mine.remove(id);
    if (over != null) {
      over.stop();
    }
    needs.ledger().forget(id);
    needs.leases().release(Fence.leaseOf(id));
  }
}
