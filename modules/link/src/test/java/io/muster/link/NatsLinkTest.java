package io.muster.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.link.identity.AccountPublisher;
import io.muster.link.identity.NodeKey;
import io.muster.protocol.Subjects;
import io.muster.trust.Tls;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NatsLinkTest {
  private static final Duration SECOND = Duration.ofSeconds(5);

  @TempDir Path dir;
  private TestNats nats;
  private NatsLink control;

  @BeforeEach
  void start() throws Exception {
    nats = new TestNats(dir);
    control = nats.controlPlane();
  }

  @AfterEach
  void stop() throws Exception {
    control.close();
    nats.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(15, TimeUnit.SECONDS);
  }

  private NatsLink agent(String node) {
    return TestNats.connected(nats.agent(node, NodeKey.create(), Duration.ofMinutes(5)));
  }

  @Test
  void agentHearsItsTasksAndAnswersAreHeard() throws Exception {
    try (NatsLink agent = agent("n1")) {
      Queue<String> heard = new ConcurrentLinkedQueue<>();
      agent.subscribe(Subjects.task("n1"), null, m -> heard.add(new String(m.data())));
      get(agent.flush(SECOND));
      control.publish(Subjects.task("n1"), bytes("work"));
      TestNats.await("the task", () -> heard.contains("work"));

      control.subscribe(
          Subjects.CATCHUP_ALL, "g", m -> control.publish(m.replyTo(), bytes("page")));
      get(control.flush(SECOND));
      byte[] page = get(agent.request(Subjects.catchup("n1"), bytes("?"), SECOND));
      assertEquals("page", new String(page));
    }
  }

  @Test
  void manyWhoShareALinkFlushAtOnce() throws Exception {
    try (NatsLink agent = agent("n1")) {
      Queue<Link.Change> changes = new ConcurrentLinkedQueue<>();
      agent.onChange(changes::add);
      List<CompletableFuture<Void>> flushes = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        flushes.add(agent.flush(SECOND));
      }
      get(CompletableFuture.allOf(flushes.toArray(CompletableFuture[]::new)));
      assertEquals(List.of(Link.Change.CONNECTED), List.copyOf(changes));
    }
  }

  @Test
  void agentStoresRepliesWithoutAnyJetStreamSubjectAndDuplicatesAreDropped() throws Exception {
    JetStreams streams = new JetStreams(control, TestNats.SETTINGS);
    get(streams.ensure());
    try (NatsLink agent = agent("n1");
        JetStreamReplyQueue queue = JetStreamReplyQueue.open(control, streams, 100)) {
      get(agent.store(Subjects.reply("n1", "j-1"), bytes("one"), "j-1.1.1"));
      get(agent.store(Subjects.reply("n1", "j-1"), bytes("one"), "j-1.1.1"));
      get(agent.store(Subjects.reply("n1", "j-1"), bytes("two"), "j-1.1.2"));
      TestNats.await("both", () -> lag(queue) == 2);
      assertTrue(agent.complaints().isEmpty());
    }
  }

  private static long lag(ReplyQueue queue) {
    return queue.lag().join();
  }

  @Test
  void agentIsConfinedToItsOwnSubjects() throws Exception {
    JetStreams streams = new JetStreams(control, TestNats.SETTINGS);
    get(streams.ensure());
    List<Link.Inbound> stolen = new ArrayList<>();
    List<Link.Inbound> forged = new ArrayList<>();
    try (NatsLink thief = agent("n2")) {
      control.subscribe("muster.reply.n1.>", null, forged::add);
      control.subscribe("muster.beat.n1", null, forged::add);
      get(control.flush(SECOND));
      List<String> forbidden =
          List.of(
              Subjects.task("n1"),
              "muster.agent.*.task",
              ">",
              "muster.>",
              "$JS.>",
              "_INBOX_n1.>",
              "muster.agent.n2.>",
              "_INBOX.>");
      for (String subject : forbidden) {
        thief.subscribe(subject, null, stolen::add);
      }
      get(thief.flush(SECOND));
      control.publish(Subjects.task("n1"), bytes("secret"));
      control.publish(Subjects.ctl("n1"), bytes("secret"));
      control.publish("_INBOX_n1.x", bytes("secret"));
      thief.publish(Subjects.reply("n1", "j-1"), bytes("lie"));
      thief.publish(Subjects.beat("n1"), bytes("lie"));
      get(thief.flush(SECOND));
      get(control.flush(SECOND));
      assertTrue(stolen.isEmpty(), () -> "stole " + stolen);
      assertTrue(forged.isEmpty(), () -> "forged " + forged);
      for (String api :
          List.of(
              "$JS.API.INFO",
              "$JS.API.STREAM.INFO.MUSTER_TASKS",
              "$JS.API.DIRECT.GET.MUSTER_TASKS",
              "$JS.API.STREAM.DELETE.MUSTER_TASKS",
              "$JS.API.CONSUMER.MSG.NEXT.MUSTER_REPLIES.connector",
              "$SYS.REQ.CLAIMS.UPDATE")) {
        ExecutionException refused =
            assertThrows(
                ExecutionException.class,
                () -> get(thief.request(api, new byte[0], Duration.ofMillis(300))));
        assertInstanceOf(LinkException.class, refused.getCause());
      }
      assertFalse(get(streams.check()), "nothing was deleted");
      int expected = forbidden.size() + 2 + 6;
      TestNats.await("complaints", () -> thief.complaints().size() >= expected);
    }
  }

  /** NATS does not check reply-to, and JetStream acknowledges wherever it is told to. */
  @Test
  void acknowledgementsThatAreSentToJetStreamsOwnSubjectsDestroyNothing() throws Exception {
    JetStreams streams = new JetStreams(control, TestNats.SETTINGS);
    get(streams.ensure());
    try (NatsLink thief = agent("n2");
        JetStreamReplyQueue queue = JetStreamReplyQueue.open(control, streams, 100)) {
      get(control.store(Subjects.reply("n1", "j-1"), bytes("genuine"), null));
      get(control.store(Subjects.task("n1"), bytes("task"), null));
      List<String> targets =
          List.of(
              "$JS.API.STREAM.PURGE.MUSTER_REPLIES",
              "$JS.API.STREAM.PURGE.MUSTER_TASKS",
              "$JS.API.STREAM.DELETE.MUSTER_REPLIES",
              "$JS.API.STREAM.DELETE.MUSTER_TASKS",
              "$JS.API.STREAM.MSG.DELETE.MUSTER_REPLIES",
              "$JS.API.STREAM.MSG.DELETE.MUSTER_TASKS",
              "$JS.API.STREAM.UPDATE.MUSTER_REPLIES",
              "$JS.API.CONSUMER.DELETE.MUSTER_REPLIES.connector",
              "$JS.API.CONSUMER.MSG.NEXT.MUSTER_REPLIES.connector");
      for (String target : targets) {
        thief.publish(Subjects.reply("n2", "j-1"), target, bytes("lure"));
      }
      get(thief.flush(SECOND));
      get(thief.store(Subjects.reply("n2", "j-1"), bytes("last"), null));
      assertEquals(2 + targets.size(), lag(queue));
      assertEquals(1, messages(Subjects.TASK_STREAM));
      assertFalse(get(streams.check()), "nothing was deleted");
    }
  }

  private int messages(String stream) throws Exception {
    byte[] info = get(control.request("$JS.API.STREAM.INFO." + stream, new byte[0], SECOND));
    return JetStreamAnswer.parse(info).path("state").path("messages").asInt();
  }

  @Test
  void expiredIdentityIsCutOffAndRenewedOneConnects() throws Exception {
    NodeKey key = NodeKey.create();
    AtomicReference<String> jwt =
        new AtomicReference<>(
            nats.authority()
                .agent("n1", key.publicKey(), Instant.now(), Duration.ofSeconds(2))
                .jwt());
    Queue<Link.Change> changes = new ConcurrentLinkedQueue<>();
    try (NatsLink agent =
        NatsLink.open(
            nats.options("n1", Subjects.inboxPrefix("n1"))
                .withCredentials(new LinkCredentials(jwt::get, key.seed())))) {
      agent.onChange(changes::add);
      TestNats.await("refusal", () -> changes.contains(Link.Change.REFUSED));
      assertTrue(changes.contains(Link.Change.CONNECTED));
      assertFalse(agent.connected());
      assertThrows(LinkException.class, () -> agent.publish(Subjects.beat("n1"), bytes("x")));
      jwt.set(
          nats.authority()
              .agent("n1", key.publicKey(), Instant.now(), Duration.ofMinutes(5))
              .jwt());
      agent.reconnect();
      TestNats.await("the reconnect", agent::connected);
    }
  }

  @Test
  void revokedIdentityIsCutOffAtOnceAndStaysOut() throws Exception {
    NodeKey key = NodeKey.create();
    Queue<Link.Change> changes = new ConcurrentLinkedQueue<>();
    try (NatsLink system =
            TestNats.connected(
                NatsLink.open(
                    nats.options("sys", "_INBOX.sys.")
                        .withCredentials(nats.authority().system("sys"))));
        NatsLink agent = TestNats.connected(nats.agent("n1", key, Duration.ofMinutes(5)));
        NatsLink other = agent("n2")) {
      agent.onChange(changes::add);
      AccountPublisher publisher = new AccountPublisher(nats.authority(), system);
      get(publisher.push(Map.of(key.publicKey(), Instant.now()), Instant.now()));
      TestNats.await("the cut", () -> changes.contains(Link.Change.REFUSED));
      assertTrue(other.connected());
      nats.kill();
      nats.start();
      TestNats.await("the others", () -> other.connected() && control.connected());
      assertFalse(agent.connected(), "the revocation survives a restart of nats-server");
    }
  }

  @Test
  void outlivesAServerThatIsAwayAndHearsAgain() throws Exception {
    Queue<String> heard = new ConcurrentLinkedQueue<>();
    try (NatsLink agent = agent("n1")) {
      agent.subscribe(Subjects.task("n1"), null, m -> heard.add(new String(m.data())));
      CompletableFuture<byte[]> unanswered =
          agent.request(Subjects.beat("n1"), bytes("?"), Duration.ofMinutes(1));
      nats.kill();
      TestNats.await("the loss", () -> !agent.connected());
      assertThrows(ExecutionException.class, () -> get(unanswered));
      assertThrows(LinkException.class, () -> agent.publish(Subjects.beat("n1"), bytes("x")));
      nats.start();
      TestNats.await("the return", () -> agent.connected() && control.connected());
      get(agent.flush(SECOND));
      control.publish(Subjects.task("n1"), bytes("again"));
      TestNats.await("the task", () -> heard.contains("again"));
    }
  }

  @Test
  void refusesAServerOfAnotherCaOrName() throws Exception {
    try (NatsLink wrongName =
        NatsLink.open(
            LinkOptions.of("x", List.of("tls://127.0.0.1:" + nats.port), "_INBOX.x.")
                .withTls(() -> Tls.trustingNamed(ca()))
                .withCredentials(nats.authority().controlPlane("x")))) {
      Queue<Link.Change> changes = new ConcurrentLinkedQueue<>();
      wrongName.onChange(changes::add);
      assertThrows(AssertionError.class, () -> awaitShortly(wrongName));
    }
  }

  private String ca() {
    try {
      return nats.bootstrap.folder().caPem();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void awaitShortly(NatsLink link) {
    long end = System.nanoTime() + Duration.ofMillis(1500).toNanos();
    while (!link.connected()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not connected");
      }
      Thread.onSpinWait();
    }
  }

  @Test
  void storesTenThousandASecond() throws Exception {
    JetStreams streams = new JetStreams(control, TestNats.SETTINGS);
    get(streams.ensure());
    for (int round = 0; round < 3; round++) {
      long start = System.nanoTime();
      List<CompletableFuture<Void>> all = new ArrayList<>();
      for (int i = 0; i < 10_000; i++) {
        all.add(control.store(Subjects.task("n" + i), new byte[300], round + "-" + i));
      }
      get(CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)));
      System.out.printf("10,000 stores in %d ms%n", (System.nanoTime() - start) / 1_000_000);
    }
  }
}
