package io.muster.store.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.domain.Ulid;
import io.muster.domain.task.Ending;
import io.muster.domain.task.TaskEvent.FromAgent;
import io.muster.domain.task.TaskEvent.Report;
import io.muster.domain.task.TaskMachine;
import io.muster.domain.task.TaskState;
import io.muster.protocol.v1.Shell;
import io.muster.protocol.v1.Work;
import io.muster.store.TestStore;
import io.muster.store.event.EventLedger;
import io.muster.store.event.EventRow;
import io.muster.store.job.NewJob.Pick;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JobNewsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static TestStore store;
  private static EventLedger events;

  private final Instant now = Instant.now();
  private final JobLedger ledger =
      new JobLedger(
          store.database, new TaskMachine(SECOND, SECOND, SECOND, SECOND), Clock.systemUTC());

  @BeforeAll
  static void open() {
    store = TestStore.open();
    events = new EventLedger(store.database);
  }

  @AfterAll
  static void close() {
    store.close();
  }

  @BeforeEach
  void empty() {
    store.run(() -> store.database.query("DELETE FROM event"));
  }

  private static List<EventRow> told() {
    return store.run(() -> events.pending(10_000));
  }

  private String submit(int nodes) {
    NewJob job =
        new NewJob(
            Ulid.next(now, new Random()),
            "nightly",
            "all",
            Work.newBuilder().setShell(Shell.newBuilder().setLine("true")).build(),
            nodes,
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            "tester",
            now,
            "abc",
            "",
            new byte[0],
            IntStream.range(0, nodes).mapToObj(i -> new Pick("n" + i, true)).toList());
    store.run(() -> ledger.submit(job));
    return job.id();
  }

  private Change reply(String job, int ordinal, long seq, Report... reports) {
    return new Change(
        job,
        ordinal,
        "n" + ordinal,
        new FromAgent(now, 1, seq, false, List.of(reports)),
        new byte[0]);
  }

  private Change done(String job, int ordinal) {
    return reply(
        job,
        ordinal,
        1,
        new Report.Accepted(now),
        new Report.Finished(now, TaskState.SUCCEEDED, new Ending(0, 0, "", false)));
  }

  @Test
  void aJobOfThousandsCostsARowForATransaction() {
    String job = submit(2000);
    List<Change> all = new ArrayList<>();
    IntStream.range(0, 2000).forEach(i -> all.add(done(job, i)));
    store.run(() -> ledger.apply(all.subList(0, 1000)));
    store.run(() -> ledger.apply(all.subList(1000, 2000)));

    List<EventRow> told = told();
    assertEquals(
        List.of("job.submitted", "job.changed", "job.ended"),
        told.stream().map(EventRow::subject).toList());
    assertEquals(1000, told.get(1).body().getInteger(JobNews.MOVED));
    assertFalse(told.get(1).body().containsKey(JobNews.TASKS));
    JsonObject last = told.getLast().body().getJsonObject("job");
    assertEquals("succeeded", last.getString("state"));
    assertEquals(2000, last.getJsonObject("tally").getInteger("succeeded"));
    assertEquals("abc", told.getLast().traceId());
    assertTrue(told.getLast().revision() > told.get(1).revision());
  }

  @Test
  void ofFewTasksEachIsTold() {
    String job = submit(3);
    store.run(() -> ledger.apply(List.of(done(job, 1))));
    EventRow told = told().getLast();
    JsonObject task = told.body().getJsonArray(JobNews.TASKS).getJsonObject(0);
    assertEquals("n1", task.getString("nodeId"));
    assertEquals("succeeded", task.getString("state"));
    assertEquals("nightly", told().getFirst().body().getJsonObject("job").getString("name"));
  }

  @Test
  void outputIsNoNews() {
    String job = submit(1);
    store.run(() -> ledger.apply(List.of(reply(job, 0, 1, new Report.Accepted(now)))));
    int before = told().size();
    store.run(() -> ledger.apply(List.of(reply(job, 0, 2))));
    assertEquals(before, told().size());
  }

  @Test
  void whatIsRolledBackIsNotTold() {
    String job = submit(1);
    int before = told().size();
    try {
      store.run(() -> ledger.retry(job, List.of(TaskState.FAILED)));
    } catch (RuntimeException running) {
      // that is the point
    }
    assertEquals(before, told().size());
  }

  @Test
  void whatIsTooOldBecomesAGap() {
    submit(1);
    submit(1);
    assertTrue(store.run(() -> events.dropOlderThan(Duration.ZERO)));
    List<EventRow> told = told();
    assertEquals(List.of("feed.gap"), told.stream().map(EventRow::subject).toList());
    String reason = told.getFirst().body().getJsonObject("gap").getString("reason");
    assertTrue(reason.startsWith("2 events"), reason);
    assertFalse(store.run(() -> events.dropOlderThan(Duration.ofHours(1))));
  }
}
