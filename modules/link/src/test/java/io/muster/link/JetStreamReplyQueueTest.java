package io.muster.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.protocol.Subjects;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JetStreamReplyQueueTest {
  private static final Duration WAIT = Duration.ofSeconds(2);

  @TempDir Path dir;
  private TestNats nats;
  private NatsLink link;
  private JetStreams streams;
  private JetStreamReplyQueue queue;

  @BeforeEach
  void start() throws Exception {
    nats = new TestNats(dir);
    link = nats.controlPlane();
    streams = new JetStreams(link, TestNats.SETTINGS);
    streams.ensure().get(10, TimeUnit.SECONDS);
    queue = JetStreamReplyQueue.open(link, streams, 2000);
  }

  @AfterEach
  void stop() throws Exception {
    queue.close();
    link.close();
    nats.close();
  }

  private void store(String... bodies) throws Exception {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (String body : bodies) {
      all.add(link.store(Subjects.reply("n1", "t"), body.getBytes(), body));
    }
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
  }

  private Set<String> drain(int count) throws Exception {
    Set<String> bodies = new HashSet<>();
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (bodies.size() < count && System.nanoTime() < end) {
      for (ReplyQueue.Stored each : queue.fetch(1000, WAIT).get(10, TimeUnit.SECONDS)) {
        bodies.add(new String(each.data()));
        each.ack();
      }
    }
    return bodies;
  }

  private void awaitEmpty() {
    TestNats.await("the acknowledgements", () -> queue.lag().join() == 0);
  }

  private static String[] numbered(String name, int count) {
    String[] all = new String[count];
    Arrays.setAll(all, i -> name + i);
    return all;
  }

  @Test
  void givesEveryReplyAndAcknowledgedOnesOnce() throws Exception {
    long start = System.nanoTime();
    store(numbered("a", 20_000));
    assertEquals(20_000, drain(20_000).size());
    System.out.printf("20,000 through the queue: %d ms%n", (System.nanoTime() - start) / 1_000_000);
    awaitEmpty();
    assertTrue(queue.fetch(10, Duration.ofMillis(100)).get(5, TimeUnit.SECONDS).isEmpty());
  }

  @Test
  void givesOneReplyWithoutWaitingForMore() throws Exception {
    List<Long> micros = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      CompletableFuture<List<ReplyQueue.Stored>> next = queue.fetch(1000, WAIT);
      long start = System.nanoTime();
      link.publish(Subjects.reply("n1", "t"), ("p" + i).getBytes());
      List<ReplyQueue.Stored> got = next.get(10, TimeUnit.SECONDS);
      micros.add((System.nanoTime() - start) / 1000);
      assertEquals(1, got.size());
      got.getFirst().ack();
    }
    micros.sort(null);
    System.out.printf("one reply: p50 %d us, p99 %d us%n", micros.get(150), micros.get(297));
    assertTrue(micros.get(150) < 50_000, () -> "p50 is " + micros.get(150) + " us");
  }

  @Test
  void givesAgainWhatWasNotAcknowledgedAndNotWhatWasEnded() throws Exception {
    store("lost", "bad", "later");
    List<ReplyQueue.Stored> first = new ArrayList<>();
    while (first.size() < 3) {
      first.addAll(queue.fetch(10, WAIT).get(5, TimeUnit.SECONDS));
    }
    for (ReplyQueue.Stored each : first) {
      assertEquals(1, each.deliveries());
      switch (new String(each.data())) {
        case "bad" -> each.term();
        case "later" -> each.nak(Duration.ofMillis(50));
        default -> assertEquals("muster.reply.n1.t", each.subject());
      }
    }
    assertEquals(Set.of("lost", "later"), drain(2));
    awaitEmpty();
  }

  @Test
  void survivesARestartOfTheServer() throws Exception {
    store("before");
    nats.kill();
    nats.start();
    TestNats.await("the link", link::connected);
    store("after");
    assertEquals(Set.of("before", "after"), drain(2));
    awaitEmpty();
  }

  @Test
  void makesStreamsAnewWhenTheyAreLost() throws Exception {
    store("lost");
    List<ReplyQueue.Stored> old = queue.fetch(10, WAIT).get(5, TimeUnit.SECONDS);
    link.request("$JS.API.STREAM.DELETE." + Subjects.REPLY_STREAM, new byte[0], WAIT)
        .get(5, TimeUnit.SECONDS);
    link.request("$JS.API.STREAM.DELETE." + Subjects.TASK_STREAM, new byte[0], WAIT)
        .get(5, TimeUnit.SECONDS);
    assertTrue(streams.check().get(10, TimeUnit.SECONDS));
    assertFalse(streams.check().get(10, TimeUnit.SECONDS));
    store("new");
    old.forEach(ReplyQueue.Stored::ack);
    assertEquals(Set.of("new"), drain(1));
    awaitEmpty();
  }

  @Test
  void sharesTheRepliesWithAnotherNode() throws Exception {
    try (NatsLink second = nats.controlPlane();
        JetStreamReplyQueue other =
            JetStreamReplyQueue.open(second, new JetStreams(second, TestNats.SETTINGS), 100)) {
      new JetStreams(second, TestNats.SETTINGS).ensure().get(10, TimeUnit.SECONDS);
      TestNats.await("both", () -> waiting() >= 2);
      store(numbered("s", 4000));
      Set<String> mine = drain(1);
      Set<String> all = new HashSet<>(mine);
      while (all.size() < 4000) {
        for (ReplyQueue each : List.of(queue, other)) {
          for (ReplyQueue.Stored s : each.fetch(1000, Duration.ofMillis(200)).join()) {
            assertTrue(all.add(new String(s.data())) || s.deliveries() > 1);
            s.ack();
          }
        }
      }
      awaitEmpty();
    }
  }

  private int waiting() {
    return streams.consumerInfo().join().path("num_waiting").asInt();
  }
}
