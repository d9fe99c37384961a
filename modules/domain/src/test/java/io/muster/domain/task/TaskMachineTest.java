package io.muster.domain.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.domain.task.Step.Effect;
import io.muster.domain.task.TaskEvent.CancelRequested;
import io.muster.domain.task.TaskEvent.Due;
import io.muster.domain.task.TaskEvent.FromAgent;
import io.muster.domain.task.TaskEvent.NodeAsks;
import io.muster.domain.task.TaskEvent.NodeRemoved;
import io.muster.domain.task.TaskEvent.Released;
import io.muster.domain.task.TaskEvent.Report;
import io.muster.domain.task.TaskEvent.Retried;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TaskMachineTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration TTL = Duration.ofSeconds(30);
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  static final TaskMachine MACHINE =
      new TaskMachine(
          Duration.ofSeconds(5),
          Duration.ofSeconds(15),
          Duration.ofSeconds(3),
          Duration.ofSeconds(60));

  private static Task on(Task task, TaskEvent event) {
    return step(task, event).task();
  }

  private static Step step(Task task, TaskEvent event) {
    return MACHINE.on(task, event, TIMEOUT);
  }

  private static FromAgent reply(long seq, Report... reports) {
    return new FromAgent(T0.plusSeconds(1), 1, seq, false, List.of(reports));
  }

  private static Report.Finished finished(TaskState state) {
    return new Report.Finished(T0.plusSeconds(2), state, new Ending(0, 0, "", false));
  }

  /** One task in each state, as the machine itself brings it there. */
  static Map<TaskState, Task> inEachState() {
    Map<TaskState, Task> tasks = new EnumMap<>(TaskState.class);
    Task pending = on(Task.waiting(1), new Released(T0, TTL, false));
    Task dispatched = on(pending, new NodeAsks(T0));
    Task accepted = on(dispatched, reply(1, new Report.Accepted(T0)));
    tasks.put(TaskState.PENDING, pending);
    tasks.put(TaskState.DISPATCHED, dispatched);
    tasks.put(TaskState.ACCEPTED, accepted);
    tasks.put(TaskState.RUNNING, on(accepted, reply(2, new Report.Started(T0))));
    for (TaskState last : TaskState.values()) {
      if (last.isFinal()) {
        tasks.put(last, on(accepted, reply(2, finished(last))));
      }
    }
    return tasks;
  }

  static Map<String, TaskEvent> events() {
    Map<String, TaskEvent> events = new java.util.LinkedHashMap<>();
    events.put("released", new Released(T0, TTL, true));
    events.put("node asks", new NodeAsks(T0.plusSeconds(1)));
    events.put("accepted", reply(9, new Report.Accepted(T0)).insisted());
    events.put("started", reply(9, new Report.Started(T0)).insisted());
    for (TaskState last : TaskState.values()) {
      if (last.isFinal()) {
        events.put("finished " + last.label(), reply(9, finished(last)).insisted());
      }
    }
    events.put("cancel", new CancelRequested(T0, "why"));
    events.put("due", new Due(T0.plusSeconds(1000), true));
    events.put("node removed", new NodeRemoved(T0));
    events.put("retried", new Retried(T0));
    return events;
  }

  @Test
  void everyStateKnowsWhatEveryEventMeans() {
    Map<String, String> expected = TaskMachineTable.EXPECTED;
    TreeSet<String> seen = new TreeSet<>();
    inEachState()
        .forEach(
            (state, task) ->
                events()
                    .forEach(
                        (name, event) -> {
                          String cell = state.label() + " + " + name;
                          assertEquals(expected.get(cell), on(task, event).state().label(), cell);
                          seen.add(cell);
                        }));
    assertEquals(new TreeSet<>(expected.keySet()), seen);
  }

  @Test
  void sendsAtOnceWhenTheNodeIsThere() {
    Step step = step(Task.waiting(1), new Released(T0, TTL, true));
    assertTrue(step.has(Effect.SEND));
    assertEquals(TaskState.DISPATCHED, step.task().state());
    assertEquals(T0.plus(TTL), step.task().acceptBefore());
  }

  @Test
  void waitsForANodeThatIsAway() {
    Step step = step(Task.waiting(1), new Released(T0, TTL, false));
    assertFalse(step.has(Effect.SEND));
    assertEquals(TaskState.PENDING, step.task().state());
  }

  @Test
  void dropsDuplicatesAndAwaitsWhatIsMissing() {
    Task accepted = inEachState().get(TaskState.ACCEPTED);
    assertSame(accepted, on(accepted, reply(1, finished(TaskState.FAILED))));
    Step early = step(accepted, reply(3, finished(TaskState.SUCCEEDED)));
    assertTrue(early.has(Effect.AWAIT_EARLIER));
    assertSame(accepted, early.task());
    assertEquals(
        TaskState.SUCCEEDED,
        on(accepted, reply(3, finished(TaskState.SUCCEEDED)).insisted()).state());
  }

  @Test
  void aShortCommandArrivesAsOneReply() {
    Task sent = inEachState().get(TaskState.DISPATCHED);
    Instant at = T0.plusSeconds(1);
    Task done =
        on(
            sent,
            reply(
                1,
                new Report.Accepted(at),
                new Report.Started(at),
                new Report.Printed(at),
                finished(TaskState.SUCCEEDED)));
    assertEquals(TaskState.SUCCEEDED, done.state());
    assertEquals(at, done.times().accepted());
    assertEquals(at, done.times().started());
    assertNull(done.dueAt());
  }

  @Test
  void fencesRepliesOfAnEarlierAttempt() {
    Task again = on(inEachState().get(TaskState.FAILED), new Retried(T0));
    assertEquals(2, again.attempt());
    assertSame(again, on(again, reply(1, finished(TaskState.SUCCEEDED))));
  }

  @Test
  void sendsAgainWithGrowingPausesUntilItsTimeIsOver() {
    Task task = on(Task.waiting(1), new Released(T0, Duration.ofMinutes(10), true));
    List<Long> pauses = new ArrayList<>();
    Instant last = T0;
    while (!task.state().isFinal()) {
      Instant due = task.dueAt();
      pauses.add(Duration.between(last, due).toSeconds());
      last = due;
      task = on(task, new Due(due, true));
    }
    assertEquals(TaskState.EXPIRED, task.state());
    assertEquals(T0.plus(Duration.ofMinutes(10)).plusSeconds(5), last);
    assertEquals(3L, pauses.getFirst());
    assertTrue(pauses.size() < 15, () -> "too many sends: " + pauses);
  }

  @Test
  void whatExpiresSaysWhetherItMayHaveBegun() {
    Task away = on(Task.waiting(1), new Released(T0, Duration.ofSeconds(30), false));
    Task never = on(away, new Due(away.dueAt(), true));
    assertEquals(TaskState.EXPIRED, never.state());
    assertFalse(never.unanswered());
    Task there = on(Task.waiting(1), new Released(T0, Duration.ofSeconds(30), true));
    Task late = there;
    while (!late.state().isFinal()) {
      late = on(late, new Due(late.dueAt(), true));
    }
    assertEquals(TaskState.EXPIRED, late.state());
    assertTrue(late.unanswered());
    assertNotEquals(never.ending().message(), late.ending().message());
    assertFalse(on(there, reply(1, finished(TaskState.EXPIRED))).unanswered(), "it said so");
  }

  @Test
  void keepsATaskWhileRepliesStillWaitToBeRead() {
    Task running = inEachState().get(TaskState.RUNNING);
    Instant due = running.dueAt();
    assertSame(running, on(running, new Due(due, false)));
    assertEquals(TaskState.UNKNOWN, on(running, new Due(due, true)).state());
    assertEquals(TaskState.UNKNOWN, on(running, new Due(due.plusSeconds(61), false)).state());
  }

  @Test
  void neverClaimsTheEndOfWhatMayBeOnItsWay() {
    Step step = step(inEachState().get(TaskState.DISPATCHED), new CancelRequested(T0, "why"));
    assertEquals(TaskState.DISPATCHED, step.task().state());
    assertTrue(step.has(Effect.SEND_CANCEL));
    assertTrue(step(step.task(), new NodeAsks(T0)).has(Effect.SEND_CANCEL));
  }

  @Test
  void randomWalksNeverGoBackAndAlwaysEnd() {
    for (long seed = 0; seed < 2000; seed++) {
      walk(seed);
    }
  }

  private static void walk(long seed) {
    Random random = new Random(seed);
    Task task = Task.waiting(1);
    Instant now = T0;
    long seq = 0;
    for (int i = 0; i < 40; i++) {
      now = now.plusMillis(random.nextInt(9000));
      TaskEvent event = randomEvent(random, now, seq);
      Step step = step(task, event);
      String what = "seed " + seed + ", " + task + " on " + event;
      if (!(event instanceof Retried)) {
        assertTrue(step.task().state().compareTo(task.state()) >= 0, what);
        assertTrue(!task.state().isFinal() || step.task() == task, what);
      }
      assertEquals(
          step.task().state().isFinal() || !step.task().released(),
          step.task().dueAt() == null,
          what);
      assertFalse(step.has(Effect.SEND) && step.task().state() != TaskState.DISPATCHED, what);
      task = step.task();
      seq = task.lastSeq();
    }
    if (task.released() && !task.state().isFinal()) {
      Task end = task;
      for (int i = 0; i < 20 && !end.state().isFinal(); i++) {
        end = on(end, new Due(end.dueAt(), true));
      }
      assertTrue(end.state().isFinal(), "seed " + seed);
    }
  }

  private static TaskEvent randomEvent(Random random, Instant now, long seq) {
    return switch (random.nextInt(9)) {
      case 0 -> new Released(now, TTL, random.nextBoolean());
      case 1 -> new NodeAsks(now);
      case 2 -> new CancelRequested(now, "why");
      case 3 -> new Due(now, random.nextBoolean());
      case 4 -> random.nextInt(10) == 0 ? new NodeRemoved(now) : new NodeAsks(now);
      case 5 -> random.nextInt(4) == 0 ? new Retried(now) : new Due(now, true);
      case 6 ->
          new FromAgent(now, 1, seq + random.nextInt(3), false, List.of(new Report.Accepted(now)));
      case 7 ->
          new FromAgent(
              now, 1, seq + 1, false, List.of(new Report.Started(now), new Report.Printed(now)));
      default ->
          random.nextInt(4) == 0
              ? new FromAgent(now, 1, seq + 1, false, List.of(finished(TaskState.SUCCEEDED)))
              : new FromAgent(now, 2, seq + 1, false, List.of(finished(TaskState.FAILED)));
    };
  }
}
