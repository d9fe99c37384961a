package io.muster.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.protocol.FailureCode;
import io.muster.protocol.JobsApi;
import io.muster.protocol.v1.JobEvent;
import io.muster.protocol.v1.WatchJobRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamsTest {
  private static final Caller CALLER = Caller.system("0".repeat(32));

  private final Harness harness = new Harness();
  private final Streams streams = new Streams(harness.vertx);

  @AfterEach
  void close() {
    harness.close();
  }

  private void serve(Streams.Handler<WatchJobRequest, JobEvent> handler) {
    harness.deploy(vertx -> new Streams(vertx).serve(JobsApi.WATCH, handler));
  }

  private Streams.Reading read(Function<JobEvent, Future<Void>> write) {
    return streams.read(
        JobsApi.WATCH.address(),
        WatchJobRequest.newBuilder().setId("j").build(),
        JobEvent.getDefaultInstance(),
        CALLER,
        write);
  }

  private static List<JobEvent> events(long from, long to) {
    return LongStream.rangeClosed(from, to)
        .mapToObj(seq -> JobEvent.newBuilder().setSeq(seq).build())
        .toList();
  }

  private static Failure failure(Streams.Reading reading) {
    return (Failure)
        assertThrows(CompletionException.class, () -> Harness.await(reading.ended())).getCause();
  }

  @Test
  void itemsArriveInOrderHoweverTheyAreGrouped() {
    serve(
        (request, caller, out) -> {
          out.send(List.of());
          for (long seq = 1; seq <= 1000; ) {
            long to = Math.min(1000, seq + seq % 7);
            out.send(events(seq, to));
            seq = to + 1;
          }
        });
    List<Long> seen = new CopyOnWriteArrayList<>();
    Streams.Reading reading =
        read(
            event -> {
              // The writes end at other times than they begin.
              return harness
                  .vertx
                  .timer(1 + event.getSeq() % 3, TimeUnit.MILLISECONDS)
                  .map(
                      fired -> {
                        seen.add(event.getSeq());
                        return null;
                      });
            });
    Harness.await(reading.ended());
    assertEquals(LongStream.rangeClosed(1, 1000).boxed().toList(), seen);
  }

  @Test
  void aSlowReaderSlowsItsSourceAndNothingPilesUp() {
    AtomicLong sent = new AtomicLong();
    serve(
        (request, caller, out) -> {
          for (long seq = 1; seq <= 500; seq++) {
            out.send(events(seq, seq));
            sent.incrementAndGet();
          }
        });
    List<Promise<Void>> writes = new CopyOnWriteArrayList<>();
    AtomicLong written = new AtomicLong();
    AtomicLong ahead = new AtomicLong();
    Streams.Reading reading =
        read(
            event -> {
              ahead.accumulateAndGet(sent.get() - written.get(), Math::max);
              Promise<Void> write = Promise.promise();
              writes.add(write);
              return write.future();
            });
    Harness.await("the first", () -> writes.size() == 1);
    Harness.await("a full window", () -> sent.get() == Streams.WINDOW - 1);
    Harness.await(harness.vertx.timer(100, TimeUnit.MILLISECONDS));
    assertEquals(Streams.WINDOW - 1, sent.get(), "the source waits");
    assertEquals(1, writes.size(), "one write at a time");
    for (int i = 0; i < 500; i++) {
      int at = i;
      Harness.await("write " + i, () -> writes.size() > at);
      written.incrementAndGet();
      writes.get(i).complete();
    }
    Harness.await(reading.ended());
    assertTrue(ahead.get() <= Streams.WINDOW + 1, ahead + " were under way");
  }

  @Test
  void theEndComesAfterTheLastWrite() {
    serve((request, caller, out) -> out.send(events(1, 1)));
    Promise<Void> write = Promise.promise();
    AtomicInteger began = new AtomicInteger();
    Streams.Reading reading =
        read(
            event -> {
              began.incrementAndGet();
              return write.future();
            });
    Harness.await("the write", () -> began.get() == 1);
    assertFalse(reading.ended().isComplete());
    write.complete();
    Harness.await(reading.ended());
  }

  @Test
  void aReaderThatGoesEndsItsSource() {
    Promise<Void> sourceEnded = Promise.promise();
    serve(
        (request, caller, out) -> {
          try {
            for (long seq = 1; ; seq++) {
              out.send(events(seq, seq));
            }
          } finally {
            sourceEnded.complete();
          }
        });
    AtomicInteger seen = new AtomicInteger();
    Streams.Reading reading =
        read(
            event -> {
              seen.incrementAndGet();
              return Future.succeededFuture();
            });
    Harness.await("some", () -> seen.get() > 20);
    reading.cancel().run();
    Harness.await(sourceEnded.future());
    Harness.await(reading.ended());
  }

  @Test
  void aSocketThatBreaksEndsItsSourceAndTellsAWaitingOne() {
    Promise<Void> sourceEnded = Promise.promise();
    serve(
        (request, caller, out) -> {
          out.send(events(1, 1));
          out.gone().await(); // has nothing more to say
          sourceEnded.complete();
        });
    Streams.Reading reading = read(event -> Future.failedFuture("broken pipe"));
    Harness.await(reading.ended());
    Harness.await(sourceEnded.future());
  }

  @Test
  void anErrorInTheMiddleArrivesAfterWhatWasSent() {
    serve(
        (request, caller, out) -> {
          out.send(events(1, 3));
          throw Failure.unavailable("PostgreSQL is away", null);
        });
    List<Long> seen = new ArrayList<>();
    Streams.Reading reading =
        read(
            event -> {
              seen.add(event.getSeq());
              return Future.succeededFuture();
            });
    Failure failure = failure(reading);
    assertEquals(FailureCode.UNAVAILABLE, failure.code());
    assertEquals("PostgreSQL is away", failure.getMessage());
    assertEquals(List.of(1L, 2L, 3L), seen);
  }

  @Test
  void aBugInTheSourceHidesItsDetails() {
    serve(
        (request, caller, out) -> {
          throw new IllegalStateException("hunter2");
        });
    Failure failure = failure(read(event -> Future.succeededFuture()));
    assertEquals(FailureCode.INTERNAL, failure.code());
    assertFalse(failure.getMessage().contains("hunter2"));
  }

  @Test
  void nobodyThereIsUnavailable() {
    assertEquals(FailureCode.UNAVAILABLE, failure(read(event -> Future.succeededFuture())).code());
  }

  @Test
  void manyStreamsKeepApart() {
    serve((request, caller, out) -> out.send(events(1, 50)));
    List<Future<Void>> ends = new ArrayList<>();
    List<List<Long>> seen = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      List<Long> mine = new CopyOnWriteArrayList<>();
      seen.add(mine);
      ends.add(
          read(event -> {
                mine.add(event.getSeq());
                return Future.succeededFuture();
              })
              .ended());
    }
    Harness.await(Future.all(ends));
    seen.forEach(one -> assertEquals(LongStream.rangeClosed(1, 50).boxed().toList(), one));
  }

  @Test
  void aSourceThatDiesWithoutAWordEndsTheStreamAsUnavailable() {
    harness
        .vertx
        .eventBus()
        .consumer(JobsApi.WATCH.address(), message -> message.reply(Buffer.buffer()));
    long began = System.nanoTime();
    Streams.Reading reading = read(event -> Future.succeededFuture());
    assertEquals(FailureCode.UNAVAILABLE, failure(reading).code());
    assertTrue(System.nanoTime() - began > Streams.SILENCE_MS * 1_000_000);
  }

  @Test
  void anIdleSourceStaysAliveAndAFrozenMemberCostsOneAttempt() {
    harness.vertx.eventBus().consumer(JobsApi.WATCH.address(), message -> {});
    serve(
        (request, caller, out) -> {
          harness.vertx.timer(Streams.SILENCE_MS + 2 * Streams.BEAT_MS).await();
          out.send(events(1, 1));
        });
    List<Long> seen = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 2; i++) { // members take turns, so one of two begins at the frozen one
      Streams.Reading reading =
          read(
              event -> {
                seen.add(event.getSeq());
                return Future.succeededFuture();
              });
      if (i == 1) {
        Harness.await(reading.ended());
      }
    }
    Harness.await("both events", () -> seen.size() == 2);
  }
}
