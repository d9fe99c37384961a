package io.muster.domain.rollout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.domain.rollout.RolloutEvent.Asked;
import io.muster.domain.rollout.RolloutEvent.How;
import io.muster.domain.rollout.RolloutEvent.Result;
import io.muster.domain.rollout.RolloutEvent.Verb;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Walks at random through rollouts with a world that loses, repeats and reorders what it says. */
class RolloutWalkTest {
  private static final int WALKS = 3_000;
  private static final int STEPS = 600;

  @Test
  void everyWalkKeepsThePromises() {
    long first = Long.getLong("seed", new Random().nextInt(1_000_000));
    Set<Phase> ends = EnumSet.noneOf(Phase.class);
    for (long seed = first; seed < first + WALKS; seed++) {
      try {
        ends.add(new Walk(seed).run());
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ": run with -Dseed=" + seed, e);
      }
    }
    assertEquals(
        EnumSet.of(
            Phase.SUCCEEDED, Phase.FAILED, Phase.ABORTED, Phase.ROLLED_BACK, Phase.ROLLBACK_FAILED),
        ends,
        "ends that " + WALKS + " walks from seed " + first + " came to");
  }

  /** A job as the world knows it. */
  private static final class World {
    final int run;
    final boolean undo;
    final List<Integer> unsent = new ArrayList<>();
    final List<Integer> atWork = new ArrayList<>();
    final List<Result> ended = new ArrayList<>();
    boolean held;
    boolean draining;

    World(int run, boolean undo, List<RolloutNode> nodes) {
      this.run = run;
      this.undo = undo;
      nodes.forEach(node -> unsent.add(node.ordinal()));
    }
  }

  private static final class Walk {
    final Random random;
    final Map<String, World> jobs = new HashMap<>();
    final Map<Integer, Set<Integer>> touched = new HashMap<>();
    final Set<Integer> changed = new HashSet<>();
    final Set<Integer> undone = new HashSet<>();
    final int batchSize;
    Instant now = Instant.EPOCH;
    Rollout rollout;
    int wishes = 25;

    Walk(long seed) {
      random = new Random(seed);
      int count = 1 + random.nextInt(12);
      batchSize = 1 + random.nextInt(5);
      List<RolloutNode> nodes = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        nodes.add(RolloutNode.waiting(i, "n" + i, i / batchSize));
      }
      int batches = (count + batchSize - 1) / batchSize;
      if (random.nextInt(3) == 0) {
        nodes.add(RolloutNode.skipped(count, "n" + count, "offline"));
      }
      rollout = Rollout.pending(rules(), batches, List.copyOf(nodes));
    }

    private Rules rules() {
      Limit limit =
          random.nextBoolean()
              ? new Limit(random.nextInt(3), false)
              : new Limit(random.nextInt(60), true);
      return new Rules(
          limit,
          random.nextBoolean() ? Limit.NONE : new Limit(random.nextInt(2), false),
          random.nextBoolean(),
          random.nextInt(4) > 0,
          random.nextBoolean(),
          Duration.ofSeconds(random.nextInt(2)),
          Duration.ofSeconds(random.nextInt(2)),
          random.nextInt(3) == 0,
          Duration.ofSeconds(1),
          Duration.ofSeconds(random.nextInt(2)));
    }

    Phase run() {
      for (int step = 0; step < STEPS && !(rollout.phase().isFinal() && wishes == 0); step++) {
        now = now.plusMillis(random.nextInt(700));
        if (wishes > 0 && random.nextInt(12) == 0) {
          wish(Verb.values()[random.nextInt(Verb.values().length)]);
        } else {
          outside();
        }
        check();
      }
      wishes = 0;
      finish();
      return rollout.phase();
    }

    /** Nobody wishes for anything any more but that it goes on: it ends. */
    private void finish() {
      if (rollout.paused()) {
        wish(Verb.RESUME);
      }
      for (int step = 0; step < 5_000 && !rollout.phase().isFinal(); step++) {
        now = now.plusMillis(500);
        outside();
        if (rollout.gate() != null && rollout.gate().stage() == Gate.Stage.APPROVAL) {
          wish(Verb.PROMOTE);
        }
        check();
      }
      assertTrue(rollout.phase().isFinal(), () -> "it does not end: " + rollout);
      assertEquals(0, rollout.count(NodeState.STARTED) + rollout.count(NodeState.UNDOING));
      if (rollout.phase() == Phase.ROLLED_BACK) {
        assertEquals(Set.of(), changed, "changed and not undone");
      }
    }

    private void wish(Verb verb) {
      wishes--;
      try {
        apply(new Asked(now, verb, "because"));
      } catch (Refused refused) {
        assertFalse(refused.getMessage().isBlank());
      }
    }

    private void outside() {
      List<Effect> effects = RolloutMachine.outstanding(rollout);
      if (rollout.phase() == Phase.PENDING) {
        apply(new RolloutEvent.Begun(now));
        return;
      }
      work();
      if (effects.isEmpty() || random.nextInt(6) == 0) {
        apply(new RolloutEvent.Tick(now));
        return;
      }
      perform(effects.get(random.nextInt(effects.size())));
    }

    private void perform(Effect effect) {
      switch (effect) {
        case Effect.MakeReady ready -> {
          Map<Integer, String> unfit = new HashMap<>();
          ready.nodes().stream()
              .filter(node -> random.nextInt(10) == 0)
              .forEach(node -> unfit.put(node.ordinal(), "offline"));
          apply(new RolloutEvent.Readied(now, ready.run(), unfit));
        }
        case Effect.StartJob start -> {
          assertFalse(rollout.paused(), "started while paused");
          assertTrue(start.nodes().size() <= batchSize + retried(), "more than a batch");
          submit(start.run(), false, start.nodes());
        }
        case Effect.StartUndo start -> {
          assertFalse(rollout.paused(), "started while paused");
          if (!jobs.containsKey("j" + start.run())) {
            start
                .nodes()
                .forEach(node -> assertTrue(changed.contains(node.ordinal()), "nothing to undo"));
          }
          submit(start.run(), true, start.nodes());
        }
        case Effect.Forestall forestall -> {
          String job = "j" + forestall.run();
          apply(
              jobs.containsKey(job)
                  ? new RolloutEvent.JobStarted(now, forestall.run(), job)
                  : new RolloutEvent.JobRefused(now, forestall.run(), "not sent"));
        }
        case Effect.TellJob tell -> tell(tell);
        case Effect.Observe observe -> observe(observe);
        case Effect.RunChecks checks ->
            apply(
                new RolloutEvent.Checked(
                    now, checks.gate().no(), random.nextInt(5) > 0, Map.of(), "said"));
        case Effect.LookForReturned look ->
            apply(
                new RolloutEvent.Returned(
                    now,
                    look.gate(),
                    look.nodes().stream()
                        .filter(node -> random.nextInt(4) == 0)
                        .map(RolloutNode::ordinal)
                        .toList()));
      }
    }

    /** A retry gathers what failed in earlier batches, and what came back is a batch of its own. */
    private int retried() {
      return rollout.attempt() > 1 || rollout.rules().returnFor().toMillis() > 0 ? 100 : 0;
    }

    private void submit(int run, boolean undo, List<RolloutNode> nodes) {
      String job = "j" + run;
      boolean known = jobs.containsKey(job);
      if (!known && random.nextInt(15) == 0) {
        apply(new RolloutEvent.JobRefused(now, run, "no"));
        return;
      }
      jobs.computeIfAbsent(job, id -> new World(run, undo, nodes));
      if (random.nextInt(4) > 0) { // else the owner dies before it can say so
        apply(new RolloutEvent.JobStarted(now, run, job));
      }
    }

    private void tell(Effect.TellJob tell) {
      World world = jobs.get(tell.jobId());
      switch (tell.order()) {
        case GO -> world.held = false;
        case HOLD -> world.held = true;
        case DRAIN, CANCEL -> {
          world.draining = true;
          world.unsent.forEach(i -> world.ended.add(new Result(i, How.NOT_SENT, "")));
          world.unsent.clear();
        }
      }
      if (random.nextInt(4) > 0) {
        apply(new RolloutEvent.Told(now, tell.run(), tell.order()));
      }
    }

    private void work() {
      for (World world : jobs.values()) {
        if (!world.unsent.isEmpty() && !world.held && random.nextBoolean()) {
          int ordinal = world.unsent.removeFirst();
          world.atWork.add(ordinal);
          if (!world.undo) {
            int attempt = rollout.nodes().get(ordinal).attempt();
            assertTrue(
                touched.computeIfAbsent(attempt, a -> new HashSet<>()).add(ordinal),
                "node " + ordinal + " touched twice in attempt " + attempt);
          }
        } else if (!world.atWork.isEmpty() && random.nextBoolean()) {
          end(world, world.atWork.removeFirst());
        }
      }
    }

    private void end(World world, int ordinal) {
      How how = How.values()[random.nextInt(4)];
      if (random.nextInt(3) > 0) {
        how = How.SUCCEEDED;
      }
      world.ended.add(new Result(ordinal, how, how.name()));
      boolean good = how == How.SUCCEEDED || how == How.UNCHANGED;
      if (world.undo && good) {
        changed.remove(ordinal);
        undone.add(ordinal);
      } else if (!world.undo && (how == How.SUCCEEDED || how == How.FAILED)) {
        changed.add(ordinal);
      }
    }

    private void observe(Effect.Observe observe) {
      World world = jobs.get(observe.jobId());
      boolean over = world.unsent.isEmpty() && world.atWork.isEmpty();
      List<Result> seen = new ArrayList<>(world.ended);
      if (!over && !seen.isEmpty()) {
        seen = seen.subList(0, random.nextInt(seen.size()) + 1);
      }
      apply(new RolloutEvent.Results(now, observe.run(), List.copyOf(seen), over));
    }

    private void apply(RolloutEvent event) {
      rollout = RolloutMachine.on(rollout, event).rollout();
      if (!(event instanceof Asked) && random.nextInt(5) == 0) {
        rollout = RolloutMachine.on(rollout, event).rollout(); // heard twice
      }
    }

    private void check() {
      int atWork = jobs.values().stream().mapToInt(world -> world.atWork.size()).sum();
      long busy = jobs.values().stream().filter(world -> !world.atWork.isEmpty()).count();
      assertTrue(busy <= 1, "two jobs at once");
      assertTrue(atWork <= batchSize + retried() || busyUndo(), "too many in flight");
      if (rollout.phase() == Phase.SUCCEEDED) {
        int failed = rollout.count(NodeState.FAILED);
        int total = (int) rollout.nodes().stream().filter(node -> node.batch() >= 0).count();
        assertFalse(
            rollout.rules().maxFailures().exceeded(failed, total), "too many failed unnoticed");
      }
      assertTrue(rollout.run() == null || !rollout.phase().isFinal(), "over with a job");
      assertEquals(
          IntStream.range(0, rollout.nodes().size()).boxed().toList(),
          rollout.nodes().stream().map(RolloutNode::ordinal).toList());
    }

    private boolean busyUndo() {
      return jobs.values().stream().anyMatch(world -> world.undo && !world.atWork.isEmpty());
    }
  }
}
