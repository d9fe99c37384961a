package io.muster.store.rollout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.domain.Ulid;
import io.muster.domain.rollout.RolloutEvent;
import io.muster.domain.rollout.RolloutEvent.Verb;
import io.muster.domain.rollout.RolloutNode;
import io.muster.protocol.v1.RolledConfig;
import io.muster.protocol.v1.Shell;
import io.muster.protocol.v1.StartRolloutRequest;
import io.muster.store.Fence;
import io.muster.store.LeaseLedger;
import io.muster.store.RetentionLedger;
import io.muster.store.TestStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RolloutRetentionTest {
  private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");
  private final TestStore store = TestStore.open();
  private final RolloutLedger ledger = new RolloutLedger(store.database);
  private final LeaseLedger leases = new LeaseLedger(store.database, "cp-1");
  private final RetentionLedger retention = new RetentionLedger(store.database);

  @AfterEach
  void close() {
    store.close();
  }

  private <T> T run(Callable<T> work) {
    return store.run(work);
  }

  private String rollout(String name, boolean config) {
    StartRolloutRequest.Builder spec =
        StartRolloutRequest.newBuilder().setName(name).setTarget("all");
    StartRolloutRequest done =
        config
            ? spec.setConfig(RolledConfig.newBuilder().setComponent("agent").setDocumentJson("{}"))
                .build()
            : spec.setShell(Shell.newBuilder().setLine("true")).build();
    return run(
        () ->
            ledger.create(
                new NewRollout(
                    Ulid.next(NOW, new SecureRandom()),
                    done,
                    1,
                    List.of(RolloutNode.waiting(0, "n1", 0)),
                    "me",
                    List.of("admin"),
                    "0",
                    NOW)));
  }

  /** Aborted before anything began: it is over after two steps. */
  private void end(String id, Instant at) {
    run(() -> ledger.apply(id, new RolloutEvent.Asked(at, Verb.ABORT, "enough"), "me", null));
  }

  private void held(String id) {
    run(() -> leases.hold(Fence.leaseOf(id), Duration.ofMinutes(1)));
    run(
        () -> {
          leases.release(Fence.leaseOf(id));
          return null;
        });
  }

  private long count(String table) {
    return run(
        () -> store.database.query("SELECT count(*) FROM " + table).iterator().next().getLong(0));
  }

  private int forget(Instant oldest) {
    return run(() -> retention.forgetRolloutsBefore(oldest, 50));
  }

  @Test
  void whatEndedLongAgoGoesWithAllThatBelongsToIt() {
    String old = rollout("old", false);
    String young = rollout("young", false);
    String live = rollout("live", false);
    List.of(old, young, live).forEach(this::held);
    end(old, NOW);
    end(young, NOW.plus(Duration.ofDays(2)));
    assertEquals(0, forget(NOW));
    assertEquals(1, forget(NOW.plus(Duration.ofDays(1))));
    assertEquals(2, count("rollout"));
    assertEquals(2, count("rollout_node"));
    assertEquals(2, count("lease"), "those of rollouts that are there keep their epochs");
    assertTrue(run(() -> ledger.load(old)).isEmpty());
    assertEquals(0, count("rollout_event WHERE rollout_id = '" + old + "'"));
    assertEquals(1, forget(NOW.plus(Duration.ofDays(300))), "a live one is never too old");
    assertEquals(live, run(() -> new RolloutReads(store.database).live()).getFirst());
  }

  @Test
  void oneWhoseConfigurationIsNotSettledStays() {
    String id = rollout("config", true);
    end(id, NOW);
    assertEquals(List.of(id), run(() -> new RolloutReads(store.database).live()));
    assertEquals(0, forget(NOW.plus(Duration.ofDays(1))));
    run(
        () -> {
          ledger.close(id, NOW, "done", null);
          return null;
        });
    assertEquals(List.of(), run(() -> new RolloutReads(store.database).live()));
    assertEquals(1, forget(NOW.plus(Duration.ofDays(1))));
  }

  @Test
  void manyGoInRounds() {
    for (int i = 0; i < 5; i++) {
      end(rollout("r" + i, false), NOW);
    }
    Instant later = NOW.plus(Duration.ofDays(1));
    assertEquals(3, run(() -> retention.forgetRolloutsBefore(later, 3)));
    assertEquals(2, run(() -> retention.forgetRolloutsBefore(later, 3)));
    assertEquals(0, count("rollout"));
  }
}
