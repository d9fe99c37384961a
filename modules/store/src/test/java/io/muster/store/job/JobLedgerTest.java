package io.muster.store.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.domain.Ulid;
import io.muster.domain.job.JobState;
import io.muster.domain.task.Ending;
import io.muster.domain.task.TaskEvent.FromAgent;
import io.muster.domain.task.TaskEvent.Report;
import io.muster.domain.task.TaskMachine;
import io.muster.domain.task.TaskState;
import io.muster.protocol.FailureCode;
import io.muster.protocol.v1.Shell;
import io.muster.protocol.v1.Work;
import io.muster.runtime.Failure;
import io.muster.store.TestStore;
import io.muster.store.job.JobLedger.Ask;
import io.muster.store.job.NewJob.Pick;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class JobLedgerTest {
  private static final TaskMachine MACHINE =
      new TaskMachine(
          Duration.ofSeconds(5),
          Duration.ofSeconds(15),
          Duration.ofSeconds(3),
          Duration.ofSeconds(60));
  private static TestStore store;
  private static JobReads reads;

  private final Random random = new Random(7);
  private Instant now = Instant.now().truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
  private final JobLedger ledger = new JobLedger(store.database, MACHINE, new Settable());

  private final class Settable extends Clock {
    @Override
    public java.time.ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  @BeforeAll
  static void open() {
    store = TestStore.open();
    reads = new JobReads(store.database);
  }

  @AfterAll
  static void close() {
    store.close();
  }

  private NewJob job(int nodes, int parallel, boolean online, String key) {
    List<Pick> picks = IntStream.range(0, nodes).mapToObj(i -> new Pick("n" + i, online)).toList();
    return new NewJob(
        Ulid.next(now, random),
        "",
        "all",
        Work.newBuilder().setShell(Shell.newBuilder().setLine("true")).build(),
        parallel,
        Duration.ofSeconds(60),
        Duration.ofSeconds(30),
        "tester",
        now,
        "t",
        key,
        key.getBytes(),
        picks);
  }

  private String submit(int nodes, int parallel, boolean online) {
    NewJob job = job(nodes, parallel, online, "");
    store.run(() -> ledger.submit(job));
    return job.id();
  }

  private Change reply(String job, int ordinal, long seq, Report... reports) {
    return new Change(
        job,
        ordinal,
        "n" + ordinal,
        new FromAgent(now, 1, seq, false, List.of(reports)),
        new byte[] {});
  }

  private Change done(String job, int ordinal, long seq, TaskState state) {
    return reply(
        job,
        ordinal,
        seq,
        new Report.Accepted(now),
        new Report.Finished(now, state, new Ending(0, 0, "", false)));
  }

  private JobRow job(String id) {
    return store.run(() -> reads.job(id).orElseThrow());
  }

  private List<JobReads.Seen> events(String id) {
    return store.run(() -> reads.events(id, 0, "", 100_000, 1L << 40).events());
  }

  private void assertNumbered(String id) {
    List<Long> numbers = events(id).stream().map(seen -> seen.event().seq()).toList();
    assertEquals(
        IntStream.rangeClosed(1, numbers.size()).mapToObj(i -> (long) i).toList(), numbers);
    assertEquals(numbers.size(), job(id).job().lastEvent());
  }

  @Test
  void commitsAJobAndWhatToSend() {
    NewJob job = job(3, 3, true, "");
    JobLedger.Submitted submitted = store.run(() -> ledger.submit(job));
    assertEquals(3, submitted.send().size());
    assertEquals(3, job(job.id()).job().tally().in(TaskState.DISPATCHED));
    Applied applied =
        store.run(
            () ->
                ledger.apply(
                    List.of(
                        done(job.id(), 0, 1, TaskState.SUCCEEDED),
                        done(job.id(), 1, 1, TaskState.FAILED))));
    assertEquals(2, applied.finished());
    assertEquals(JobState.RUNNING, job(job.id()).job().state());
    store.run(() -> ledger.apply(List.of(done(job.id(), 2, 1, TaskState.SUCCEEDED))));
    assertEquals(JobState.FAILED, job(job.id()).job().state());
    assertNumbered(job.id());
  }

  @Test
  void theSameRequestIsTheSameJobEvenWhenItComesTwiceAtOnce() {
    List<CompletableFuture<JobLedger.Submitted>> racing =
        IntStream.range(0, 8)
            .mapToObj(i -> store.start(() -> ledger.submit(job(2, 2, true, "key-1"))))
            .toList();
    List<JobLedger.Submitted> all = racing.stream().map(CompletableFuture::join).toList();
    assertEquals(1, all.stream().map(JobLedger.Submitted::jobId).distinct().count());
    assertEquals(1, all.stream().filter(JobLedger.Submitted::created).count());
  }

  @Test
  void refusesAKeyThatWasUsedForAnotherRequest() {
    NewJob first = job(1, 1, true, "key-2");
    store.run(() -> ledger.submit(first));
    NewJob other =
        new NewJob(
            Ulid.next(now, random),
            "",
            "all",
            first.work(),
            1,
            first.timeout(),
            first.ttl(),
            "tester",
            now,
            "t",
            "key-2",
            "other".getBytes(),
            first.nodes());
    Failure failure = assertThrows(Failure.class, () -> store.run(() -> ledger.submit(other)));
    assertEquals(FailureCode.CONFLICT, failure.code());
  }

  @Test
  void repliesInAnyOrderAndTwiceGiveOneEventEach() {
    String id = submit(20, 20, true);
    List<Change> replies = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      replies.add(reply(id, i, 1, new Report.Accepted(now), new Report.Started(now)));
      replies.add(reply(id, i, 2, new Report.Printed(now)));
      replies.add(reply(id, i, 3, new Report.Finished(now, TaskState.SUCCEEDED, Ending.NONE)));
    }
    replies.addAll(List.copyOf(replies));
    Collections.shuffle(replies, random);
    List<Change> left = replies;
    while (!left.isEmpty()) {
      List<Change> batch = left;
      Applied applied = store.run(() -> ledger.apply(batch));
      left = applied.early().stream().map(batch::get).toList();
    }
    assertEquals(JobState.SUCCEEDED, job(id).job().state());
    assertEquals(62, events(id).size(), "created, 60 replies, ended");
    assertNumbered(id);
  }

  @Test
  void twoWritersOnOneJobNumberItsEventsWithoutAGap() {
    String id = submit(200, 200, true);
    List<CompletableFuture<Applied>> writers = new ArrayList<>();
    for (int w = 0; w < 10; w++) {
      List<Change> mine =
          IntStream.range(w * 20, w * 20 + 20)
              .mapToObj(i -> done(id, i, 1, TaskState.SUCCEEDED))
              .toList();
      writers.add(store.start(() -> ledger.apply(mine)));
    }
    writers.forEach(CompletableFuture::join);
    assertEquals(JobState.SUCCEEDED, job(id).job().state());
    assertNumbered(id);
  }

  @Test
  void aReplyForAnothersTaskChangesNothing() {
    String id = submit(2, 2, true);
    Change forged =
        new Change(
            id,
            1,
            "n0",
            new FromAgent(
                now,
                1,
                1,
                false,
                List.of(new Report.Finished(now, TaskState.SUCCEEDED, Ending.NONE))),
            new byte[0]);
    assertEquals(1, store.run(() -> ledger.apply(List.of(forged))).forged());
    assertEquals(2, job(id).job().tally().in(TaskState.DISPATCHED));
  }

  @Test
  void worksOnAFewNodesAtATime() {
    String id = submit(5, 2, true);
    assertEquals(2, job(id).job().tally().in(TaskState.DISPATCHED));
    Applied applied = store.run(() -> ledger.apply(List.of(done(id, 0, 1, TaskState.SUCCEEDED))));
    assertEquals(
        1,
        applied.send().size() + job(id).job().tally().in(TaskState.PENDING) - 2,
        "one more was released");
    assertEquals(
        2,
        store.run(() -> reads.tasks(id, -1, null, "", 10)).stream()
            .filter(row -> row.task().released() && !row.task().state().isFinal())
            .count());
  }

  @Test
  void cancelEndsWhatWasNotSentAndTellsTheRest() {
    String id = submit(5, 2, true);
    Applied applied = store.run(() -> ledger.cancel(id, "enough"));
    assertEquals(2, applied.cancel().size());
    assertEquals(3, applied.finished());
    assertEquals(JobState.CANCELLING, job(id).job().state());
    store.run(
        () ->
            ledger.apply(
                List.of(done(id, 0, 1, TaskState.CANCELLED), done(id, 1, 1, TaskState.SUCCEEDED))));
    assertEquals(JobState.CANCELLED, job(id).job().state());
    assertNumbered(id);
  }

  @Test
  void nothingIsSentAgainWhileRepliesWaitInCrowds() {
    String id = submit(2, 2, true);
    now = now.plusSeconds(4);
    assertEquals(0, sentAgain(id, 1000, 1001));
    assertEquals(2, sentAgain(id, 1000, 1000));
    now = now.plusSeconds(4);
    assertEquals(0, sentAgain(id, 1000, 1001));
  }

  private long sentAgain(String id, int limit, long lag) {
    return store.run(() -> ledger.due(limit, lag)).send().stream()
        .filter(row -> row.jobId().equals(id))
        .count();
  }

  @Test
  void whatNobodyTookExpiresAndWhatFellSilentIsUnknown() {
    String id = submit(2, 2, true);
    store.run(
        () ->
            ledger.apply(
                List.of(reply(id, 0, 1, new Report.Accepted(now), new Report.Started(now)))));
    now = now.plusSeconds(3);
    assertEquals(
        1,
        store.run(() -> ledger.due(100_000, 0)).send().stream()
            .filter(row -> row.jobId().equals(id))
            .count());
    now = now.plusSeconds(200);
    store.run(() -> ledger.due(100_000, 0));
    assertEquals(1, job(id).job().tally().in(TaskState.UNKNOWN));
    assertEquals(1, job(id).job().tally().in(TaskState.EXPIRED));
    assertEquals(JobState.FAILED, job(id).job().state());
    store.run(
        () ->
            ledger.apply(
                List.of(
                    reply(id, 0, 2, new Report.Finished(now, TaskState.SUCCEEDED, Ending.NONE)))));
    assertEquals(1, job(id).job().tally().in(TaskState.UNKNOWN), "a late result changes nothing");
    assertNumbered(id);
  }

  @Test
  void aNodeThatComesBackIsToldWhatIsOpen() {
    String id = submit(3, 3, false);
    Applied applied =
        store.run(() -> ledger.catchUp(List.of(new Ask("n1", ""), new Ask("nobody", "")), 100_000));
    assertTrue(
        applied.send().stream()
            .anyMatch(row -> row.jobId().equals(id) && row.nodeId().equals("n1")));
    assertTrue(applied.send().stream().allMatch(row -> row.nodeId().equals("n1")));
    assertEquals(1, job(id).job().tally().in(TaskState.DISPATCHED));
    Applied after = store.run(() -> ledger.catchUp(List.of(new Ask("n1", id)), 100_000));
    assertFalse(
        after.send().stream().anyMatch(row -> row.jobId().equals(id)), "the cursor is after it");
  }

  @Test
  void retryGivesFailedTasksAnotherAttempt() {
    String id = submit(2, 2, true);
    assertEquals(
        FailureCode.CONFLICT,
        assertThrows(
                Failure.class, () -> store.run(() -> ledger.retry(id, List.of(TaskState.FAILED))))
            .code());
    store.run(
        () ->
            ledger.apply(
                List.of(done(id, 0, 1, TaskState.FAILED), done(id, 1, 1, TaskState.SUCCEEDED))));
    store.run(() -> ledger.retry(id, List.of(TaskState.FAILED)));
    TaskRow again = store.run(() -> reads.tasks(id, -1, null, "n0", 1)).getFirst();
    assertEquals(2, again.task().attempt());
    assertEquals(JobState.RUNNING, job(id).job().state());
    assertNotEquals(TaskState.FAILED, again.task().state());
    Failure none =
        assertThrows(
            Failure.class,
            () ->
                store.run(
                    () -> {
                      ledger.apply(
                          List.of(
                              new Change(
                                  id,
                                  0,
                                  "n0",
                                  new FromAgent(
                                      now,
                                      2,
                                      1,
                                      false,
                                      List.of(
                                          new Report.Finished(
                                              now, TaskState.SUCCEEDED, Ending.NONE))),
                                  new byte[0])));
                      return ledger.retry(id, List.of(TaskState.UNKNOWN));
                    }));
    assertEquals(FailureCode.INVALID, none.code());
    assertNumbered(id);
  }

  @Test
  void aRemovedNodeEndsItsTasks() {
    NewJob job =
        new NewJob(
            Ulid.next(now, random),
            "",
            "gone",
            Work.getDefaultInstance(),
            1,
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            "tester",
            now,
            "t",
            "",
            new byte[0],
            List.of(new Pick("gone", true)));
    store.run(() -> ledger.submit(job));
    store.run(() -> ledger.nodeRemoved("gone"));
    assertEquals(JobState.FAILED, job(job.id()).job().state());
  }
}
