package io.muster.agent.blob;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.muster.agent.executor.Executor;
import io.muster.agent.executor.Run;
import io.muster.agent.resource.Work;
import io.muster.agent.resource.WorkEnded;
import io.muster.protocol.agent.v1.Finished;
import io.muster.protocol.agent.v1.Outcome;
import io.muster.protocol.agent.v1.Refusal;
import io.muster.protocol.agent.v1.Stream;
import io.muster.protocol.agent.v1.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BlobsTest {
  @TempDir Path folder;
  private final BlobWire wire = new BlobWire();
  private final AtomicLong now = new AtomicLong(1_000_000);
  private final CompletableFuture<Run.Stop> stop = new CompletableFuture<>();
  private volatile long most = 1 << 30;
  private Blobs blobs;

  @BeforeEach
  void start() {
    blobs = open();
  }

  private Blobs open() {
    return new Blobs(
        folder, () -> most, 2, wire, "n1", () -> Instant.ofEpochMilli(now.addAndGet(10_000)));
  }

  @AfterEach
  void end() {
    wire.close();
  }

  private Work work(String task, long millis) {
    Run run =
        new Run() {
          @Override
          public String nodeId() {
            return "n1";
          }

          @Override
          public void started(long pid, String trace) {}

          @Override
          public void output(Stream stream, ByteString data) {}

          @Override
          public CompletionStage<Stop> stop() {
            return stop;
          }
        };
    Executor none =
        new Executor() {
          @Override
          public Task.WorkCase kind() {
            return Task.WorkCase.SHELL;
          }

          @Override
          public Finished execute(Task given, Run within) {
            throw new AssertionError("no command here");
          }
        };
    return new Work(Task.newBuilder().setTaskId(task).setTimeoutMs(millis).build(), run, none);
  }

  private static byte[] random(int size) {
    byte[] data = new byte[size];
    new Random(size).nextBytes(data);
    return data;
  }

  private void fetch(byte[] content) throws IOException {
    String hash = wire.add(content);
    try (Blobs.Held held = blobs.fetch(hash, content.length, work("t1", 20_000))) {
      assertArrayEquals(content, Files.readAllBytes(held.path()));
    }
  }

  @Test
  void contentComesInWindowsOfEightPieces() throws IOException {
    fetch(random(10 << 20));
    assertEquals(5, wire.requests.size());
    assertEquals(40, wire.pieces.get());
    assertEquals("t1", wire.requests.getFirst().getTaskId());
    fetch(random(1));
    fetch(new byte[0]);
    fetch(random(Fetch.PIECE * 8));
    fetch(random(Fetch.PIECE * 8 + 1));
  }

  @Test
  void windowsThatOvertakeEachOtherAreSorted() throws IOException {
    wire.shuffled = true;
    fetch(random(4 << 20));
    assertEquals(2, wire.requests.size());
  }

  @Test
  void aCutCostsWhatWasUnderWayOnly() throws IOException {
    wire.cutAfter.set(20);
    fetch(random(10 << 20));
    assertTrue(wire.pieces.get() <= 40 + 16, wire.pieces.get() + " pieces");
    assertTrue(
        wire.requests.stream().anyMatch(r -> r.getOffset() % ((long) Fetch.PIECE * 8) != 0),
        "it did not go on in the middle");
  }

  @Test
  void aRestartGoesOnWhereTheFileEnds() throws IOException {
    byte[] content = random(10 << 20);
    String hash = wire.add(content);
    Path part = folder.resolve(hash + ".part");
    Files.write(part, java.util.Arrays.copyOf(content, 9_000_000));
    blobs = open();
    fetch(content);
    assertEquals(9_000_000, wire.requests.getFirst().getOffset());
    assertFalse(Files.exists(part));
  }

  @Test
  void aBusyControlPlaneIsLeftAloneForAsLongAsItSays() throws IOException {
    wire.refusal = Refusal.newBuilder().setCode("BUSY").setRetryAfterMs(300).build();
    wire.refusals.set(2);
    long began = System.nanoTime();
    fetch(random(1000));
    assertTrue(System.nanoTime() - began > TimeUnit.MILLISECONDS.toNanos(2 * 225));
    assertEquals(3, wire.requests.size());
  }

  /** Longer than anybody waits for a piece: what is under way counts when it comes. */
  @Test
  void whatComesLateIsNotAskedForAgain() throws IOException {
    wire.refusal = Refusal.newBuilder().setCode("BUSY").setRetryAfterMs(100).build();
    wire.slowMs = 6_000;
    fetch(random(4 << 20));
    assertTrue(wire.pieces.get() < 32, wire.pieces.get() + " pieces for 16");
  }

  @Test
  void aTaskThatIsRefusedUntilItsTimeIsOverSaysWhy() {
    wire.refusal =
        Refusal.newBuilder().setCode("UNAVAILABLE").setMessage("a part of it is lost").build();
    wire.refusals.set(1000);
    String hash = wire.add(random(10));
    WorkEnded e = assertThrows(WorkEnded.class, () -> blobs.fetch(hash, 10, work("t1", 700)));
    assertEquals(Outcome.OUTCOME_TIMED_OUT, e.finished().getOutcome());
    assertTrue(e.getMessage().endsWith("a part of it is lost"), e.getMessage());
  }

  @Test
  void aRefusalForGoodEndsIt() {
    wire.refusal =
        Refusal.newBuilder().setCode("DENIED").setMessage("no open task wants it").build();
    wire.refusals.set(1000);
    WorkEnded e = assertThrows(WorkEnded.class, () -> fetch(random(1000)));
    assertTrue(e.getMessage().contains("no open task wants it (DENIED)"), e.getMessage());
    assertEquals(1, wire.requests.size());
  }

  @Test
  void theTaskEndsInTimeWhenNothingComes() {
    wire.up = false;
    String hash = wire.add(random(10));
    WorkEnded e = assertThrows(WorkEnded.class, () -> blobs.fetch(hash, 10, work("t1", 700)));
    assertEquals(Outcome.OUTCOME_TIMED_OUT, e.finished().getOutcome());
  }

  @Test
  void aCancelEndsItAndAnotherTaskGoesOn() throws Exception {
    byte[] content = random(6 << 20);
    String hash = wire.add(content);
    wire.refusal = Refusal.newBuilder().setCode("BUSY").setRetryAfterMs(60_000).build();
    wire.refusals.set(1);
    CompletableFuture<WorkEnded> cancelled =
        CompletableFuture.supplyAsync(
            () ->
                assertThrows(
                    WorkEnded.class, () -> blobs.fetch(hash, content.length, work("t1", 20_000))));
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (wire.requests.isEmpty() && System.nanoTime() < until) {
      Thread.onSpinWait();
    }
    stop.complete(new Run.Stop(Outcome.OUTCOME_CANCELLED, "enough"));
    assertEquals(
        Outcome.OUTCOME_CANCELLED, cancelled.get(10, TimeUnit.SECONDS).finished().getOutcome());
  }

  @Test
  void manyTasksFetchTheSameOnce() throws Exception {
    byte[] content = random(6 << 20);
    String hash = wire.add(content);
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Work work = work("t" + i, 20_000);
      all.add(
          CompletableFuture.runAsync(
              () -> blobs.fetch(hash, content.length, work).close(),
              task -> Thread.ofVirtual().start(task)));
    }
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
    assertEquals(24, wire.pieces.get());
  }

  @Test
  void whatWasUsedLongestAgoGoesFirst() throws IOException {
    most = 2_500;
    byte[] a = random(1_000);
    byte[] b = random(1_001);
    byte[] c = random(1_002);
    fetch(a);
    fetch(b);
    fetch(a);
    fetch(c);
    assertTrue(Files.exists(folder.resolve(BlobWire.hash(a))));
    assertFalse(Files.exists(folder.resolve(BlobWire.hash(b))));
    assertTrue(Files.exists(folder.resolve(BlobWire.hash(c))));
    most = 0;
    fetch(random(1_003));
    try (var all = Files.list(folder)) {
      assertEquals(0, all.count());
    }
  }

  @Test
  void whatIsInUseStays() {
    most = 0;
    byte[] a = random(1_000);
    String hash = wire.add(a);
    try (Blobs.Held held = blobs.fetch(hash, a.length, work("t1", 20_000))) {
      assertTrue(Files.exists(held.path()));
      String other = wire.add(random(10));
      blobs.fetch(other, 10, work("t2", 20_000)).close();
      assertTrue(Files.exists(held.path()));
    }
    assertFalse(Files.exists(folder.resolve(hash)));
  }
}
