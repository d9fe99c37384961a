package io.muster.agent.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.muster.agent.executor.Executor;
import io.muster.agent.executor.Outcomes;
import io.muster.agent.executor.Run;
import io.muster.agent.ledger.IndexedLedger;
import io.muster.agent.ledger.Ledger;
import io.muster.agent.ledger.LedgerLimits;
import io.muster.protocol.Subjects;
import io.muster.protocol.agent.v1.Beat;
import io.muster.protocol.agent.v1.CancelTask;
import io.muster.protocol.agent.v1.CatchUpPage;
import io.muster.protocol.agent.v1.Ctl;
import io.muster.protocol.agent.v1.Event;
import io.muster.protocol.agent.v1.Finished;
import io.muster.protocol.agent.v1.NodeResponse;
import io.muster.protocol.agent.v1.Outcome;
import io.muster.protocol.agent.v1.Profile;
import io.muster.protocol.agent.v1.Reply;
import io.muster.protocol.agent.v1.Shell;
import io.muster.protocol.agent.v1.Signed;
import io.muster.protocol.agent.v1.Stream;
import io.muster.protocol.agent.v1.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AgentCoreTest {
  private static final LedgerLimits LIMITS =
      new LedgerLimits(64 << 20, 1 << 20, 1000, Duration.ofHours(1));

  @TempDir Path folder;
  private final Wire wire = new Wire();
  private final Canned canned = new Canned();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private Ledger ledger;
  private AgentCore agent;

  /** Does what the line says: {@code ok}, {@code wait}, or {@code print N}. */
  private static final class Canned implements Executor {
    final AtomicInteger starts = new AtomicInteger();
    final CompletableFuture<Void> go = new CompletableFuture<>();

    @Override
    public Task.WorkCase kind() {
      return Task.WorkCase.SHELL;
    }

    @Override
    public Finished execute(Task task, Run run) {
      starts.incrementAndGet();
      run.started(42, "trace");
      String line = task.getShell().getLine();
      if (line.startsWith("print ")) {
        ByteString piece = ByteString.copyFrom(new byte[64 * 1024]);
        for (int n = Integer.parseInt(line.substring(6)); n > 0; n--) {
          run.output(Stream.STREAM_STDOUT, piece);
        }
      } else if (line.equals("wait")) {
        Object end = CompletableFuture.anyOf(go, run.stop().toCompletableFuture()).join();
        if (end instanceof Run.Stop stop) {
          return Outcomes.of(stop.outcome(), stop.reason());
        }
      } else {
        run.output(Stream.STREAM_STDOUT, ByteString.copyFromUtf8("hello\n"));
      }
      return Outcomes.exit(0);
    }
  }

  @BeforeEach
  void start() throws Exception {
    wire.answers = request -> page(CatchUpPage.getDefaultInstance());
    ledger = IndexedLedger.open(folder, LIMITS, InstantSource.system());
    agent = agent(ledger, wire, 2);
    agent.start();
  }

  private static AgentOptions options(int parallel, Duration heartbeat) {
    Duration poll = Duration.ofSeconds(60);
    Duration grace = Duration.ofMillis(100);
    return new AgentOptions("n1", "1", heartbeat, poll, poll, parallel, 10, grace);
  }

  private AgentCore agent(Ledger with, Wire over, int parallel) {
    return new AgentCore(
        options(parallel, Duration.ofSeconds(60)),
        over,
        (signed, kind) ->
            signed.getKeyId().equals("good") && signed.getKind().equals(kind) ? null : "forged",
        with,
        List.of(canned),
        () -> Profile.newBuilder().setName("node one").build(),
        Optional::empty,
        Configs.NONE,
        new Workers(threads, timer),
        InstantSource.system());
  }

  @AfterEach
  void stop() {
    canned.go.complete(null);
    agent.stop().join();
    timer.shutdownNow();
    threads.shutdown();
    ledger.close();
  }

  private static byte[] page(CatchUpPage page) {
    return NodeResponse.newBuilder().setPage(page).build().toByteArray();
  }

  private static Task task(String id, String line) {
    return Task.newBuilder()
        .setNodeId("n1")
        .setTaskId(id)
        .setAttempt(1)
        .setAcceptBeforeMs(System.currentTimeMillis() + 60_000)
        .setTimeoutMs(60_000)
        .setShell(Shell.newBuilder().setLine(line))
        .build();
  }

  private static Signed signed(String kind, ByteString body) {
    return Signed.newBuilder().setKind(kind).setKeyId("good").setBody(body).build();
  }

  private void give(Task task) {
    wire.send(Subjects.task("n1"), signed("task", task.toByteString()).toByteArray());
  }

  private void cancel(String id) {
    CancelTask cancel =
        CancelTask.newBuilder().setTaskId(id).setAttempt(1).setReason("enough").build();
    Ctl ctl = Ctl.newBuilder().setNodeId("n1").setCancel(cancel).build();
    wire.send(Subjects.ctl("n1"), signed("ctl", ctl.toByteString()).toByteArray());
  }

  private static void await(String what, BooleanSupplier condition) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < until, "in vain: " + what);
      LockSupport.parkNanos(1_000_000);
    }
  }

  private List<Reply> replies(String id) {
    return wire.stored.stream().filter(r -> r.getTaskId().equals(id)).toList();
  }

  private List<Event> events(String id) {
    return replies(id).stream().flatMap(r -> r.getEventsList().stream()).toList();
  }

  private Finished end(String id) {
    await(id + " ends", () -> !events(id).isEmpty() && events(id).getLast().hasFinished());
    // The end is told again, with its number, to a control plane that asks after it is known.
    List<Long> told = replies(id).stream().map(Reply::getSeq).distinct().toList();
    for (int i = 0; i < told.size(); i++) {
      assertEquals(i + 1, told.get(i), "no gap and in order");
    }
    return events(id).getLast().getFinished();
  }

  @Test
  void aShortTaskIsOneReply() {
    give(task("t1", "ok"));
    assertEquals(Outcome.OUTCOME_SUCCEEDED, end("t1").getOutcome());
    List<Event.WhatCase> order = events("t1").stream().map(Event::getWhatCase).toList();
    assertEquals(
        List.of(
            Event.WhatCase.ACCEPTED,
            Event.WhatCase.STARTED,
            Event.WhatCase.CHUNK,
            Event.WhatCase.FINISHED),
        order);
    assertEquals(1, replies("t1").size());
    await("acknowledged", () -> ledger.waiting().isEmpty());
  }

  @Test
  void aLongTaskTellsItsStartAtOnce() {
    give(task("t1", "wait"));
    await("told", () -> events("t1").stream().anyMatch(Event::hasStarted));
    canned.go.complete(null);
    assertEquals(Outcome.OUTCOME_SUCCEEDED, end("t1").getOutcome());
  }

  @Test
  void otherLimitsTakeEffectWhileTasksWait() {
    give(task("t1", "wait"));
    give(task("t2", "wait"));
    await("both run", () -> agent.running() == 2);
    give(task("t3", "wait"));
    agent.reconfigure(options(3, Duration.ofSeconds(1)));
    await("the third runs", () -> agent.running() == 3);
    int before = wire.beats.size();
    await("beats at the new interval", () -> wire.beats.size() >= before + 2);
  }

  @Test
  void theSameEnvelopeRunsOnce() {
    Task task = task("t1", "ok");
    for (int i = 0; i < 20; i++) {
      give(task);
    }
    end("t1");
    give(task);
    wire.set(true);
    end("t1");
    assertEquals(1, canned.starts.get());
  }

  @Test
  void forgedForeignAndMisdirectedEnvelopesAreDropped() {
    Task task = task("t1", "ok");
    Signed forged = signed("task", task.toByteString()).toBuilder().setKeyId("bad").build();
    wire.send(Subjects.task("n1"), forged.toByteArray());
    wire.send(Subjects.task("n1"), signed("ctl", task.toByteString()).toByteArray());
    give(task.toBuilder().setNodeId("n2").build());
    give(task.toBuilder().setTaskId("a.b").build());
    wire.send(Subjects.task("n1"), new byte[] {1, 2, 3});
    give(task("t2", "ok"));
    end("t2");
    assertEquals(1, canned.starts.get());
    assertEquals(List.of(), replies("t1"));
  }

  @Test
  void aLateEnvelopeExpires() {
    give(task("t1", "ok").toBuilder().setAcceptBeforeMs(1).build());
    assertEquals(Outcome.OUTCOME_EXPIRED, end("t1").getOutcome());
    assertEquals(0, canned.starts.get());
  }

  @Test
  void aCancelBeforeTheTaskIsRemembered() {
    cancel("t1");
    await("remembered", () -> ledger.cancelled(key("t1")).isPresent());
    give(task("t1", "ok"));
    Finished end = end("t1");
    assertEquals(Outcome.OUTCOME_CANCELLED, end.getOutcome());
    assertEquals("enough", end.getMessage());
    assertEquals(0, canned.starts.get());
  }

  private static io.muster.agent.ledger.AttemptKey key(String id) {
    return new io.muster.agent.ledger.AttemptKey(id, 1);
  }

  @Test
  void aCancelIsHeardWhileTasksRunAndWait() {
    give(task("t1", "wait"));
    give(task("t2", "wait"));
    await("both run", () -> agent.running() == 2);
    give(task("t3", "wait"));
    give(task("t4", "ok"));
    cancel("t3");
    assertEquals(Outcome.OUTCOME_CANCELLED, end("t3").getOutcome());
    assertEquals(2, canned.starts.get());
    cancel("t1");
    assertEquals(Outcome.OUTCOME_CANCELLED, end("t1").getOutcome());
    assertEquals(Outcome.OUTCOME_SUCCEEDED, end("t4").getOutcome());
    canned.go.complete(null);
    assertEquals(Outcome.OUTCOME_SUCCEEDED, end("t2").getOutcome());
  }

  @Test
  void catchUpBringsWhatWasMissedAndDropsWhatIsKnown() {
    Task known = task("t1", "ok");
    give(known);
    end("t1");
    wire.set(false);
    Signed missed = signed("task", task("t2", "ok").toByteString());
    wire.answers =
        request ->
            page(
                CatchUpPage.newBuilder()
                    .addTasks(signed("task", known.toByteString()))
                    .addTasks(missed)
                    .build());
    wire.set(true);
    end("t2");
    assertEquals(2, canned.starts.get());
  }

  @Test
  void resultsWaitWhileTheControlPlaneIsAwayAndArriveInOrder() {
    give(task("t1", "wait"));
    await("runs", () -> !replies("t1").isEmpty());
    wire.set(false);
    canned.go.complete(null);
    await("in the spool", () -> ledger.ending(key("t1")).isPresent());
    wire.set(true);
    assertEquals(Outcome.OUTCOME_SUCCEEDED, end("t1").getOutcome());
  }

  @Test
  void aStreamThatRefusesGetsEverythingLater() {
    wire.refusing = true;
    give(task("t1", "print 40"));
    await("in the spool", () -> ledger.ending(key("t1")).isPresent());
    wire.refusing = false;
    end("t1");
    assertEquals(40 * 64 * 1024, bytes("t1"));
  }

  @Test
  void acknowledgementsThatAreLostDoubleNothing() {
    wire.loseAcks = true;
    give(task("t1", "print 10"));
    await("stored once", () -> !replies("t1").isEmpty());
    wire.loseAcks = false;
    end("t1");
    assertEquals(10 * 64 * 1024, bytes("t1"));
  }

  private int bytes(String id) {
    return events(id).stream().mapToInt(e -> e.getChunk().getData().size()).sum();
  }

  @Test
  void muchOutputArrivesWholeInLargeReplies() {
    give(task("t1", "print 400"));
    end("t1");
    assertEquals(400 * 64 * 1024, bytes("t1"));
    assertTrue(
        replies("t1").stream().allMatch(r -> r.getSerializedSize() < Attempt.FULL + 128 * 1024));
    assertTrue(events("t1").stream().allMatch(e -> e.getChunk().getData().size() <= 64 * 1024));
  }

  @Test
  void anAttemptThatWasOpenWhenTheAgentDiedIsUnknownAndNeverRunsAgain() throws Exception {
    Path other = folder.resolve("dead");
    try (Ledger dead = IndexedLedger.open(other, LIMITS, InstantSource.system())) {
      dead.accept(key("t9"), System.currentTimeMillis() + 60_000);
      dead.started(key("t9"), "SHELL:trace");
    }
    try (Ledger found = IndexedLedger.open(other, LIMITS, InstantSource.system())) {
      AgentCore again = agent(found, wire, 2);
      again.start();
      assertEquals(Outcome.OUTCOME_UNKNOWN, end("t9").getOutcome());
      give(task("t9", "ok"));
      give(task("t10", "ok"));
      end("t10");
      assertEquals(1, canned.starts.get());
      again.stop().join();
    }
  }

  @Test
  void stoppingEndsWhatRunsAndSaysSo() throws Exception {
    give(task("t1", "wait"));
    await("runs", () -> agent.running() == 1);
    agent.stop().get(10, TimeUnit.SECONDS);
    assertEquals("the agent was stopped", end("t1").getMessage());
    Beat last = Beat.parseFrom(wire.beats.getLast());
    assertTrue(last.getLeaving());
  }

  @Test
  void theFirstBeatHasTheProfileAndTheNextOnesOnlyItsHash() throws Exception {
    await("beat", () -> !wire.beats.isEmpty());
    Beat first = Beat.parseFrom(wire.beats.getFirst());
    assertEquals("node one", first.getProfile().getName());
    int before = wire.beats.size();
    agent.profileChanged();
    Beat next = Beat.parseFrom(wire.beats.get(before));
    assertTrue(!next.hasProfile() && next.getProfileHash().equals(first.getProfileHash()));
    Ctl ctl =
        Ctl.newBuilder()
            .setNodeId("n1")
            .setSendFacts(io.muster.protocol.agent.v1.SendFacts.getDefaultInstance())
            .build();
    wire.send(Subjects.ctl("n1"), signed("ctl", ctl.toByteString()).toByteArray());
    await("facts", () -> wire.beats.size() > before + 1);
    assertTrue(Beat.parseFrom(wire.beats.getLast()).hasProfile());
  }
}
