package io.muster.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.muster.protocol.FailureCode;
import io.muster.protocol.NodesApi;
import io.muster.protocol.v1.GetNodeRequest;
import io.muster.protocol.v1.Node;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class BusTest {
  private static final Caller CALLER =
      new Caller("alice", Set.of("operator", "viewer"), "f".repeat(32));

  /** The log of the bus, for what must be in it and nowhere else. */
  private static final class Lines extends AppenderBase<ILoggingEvent> {
    final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
      events.add(event);
    }
  }

  private final Harness harness = new Harness();
  private final Bus bus = new Bus(harness.vertx);
  private final Lines log = new Lines();
  private final Logger logger = (Logger) LoggerFactory.getLogger(Bus.class);

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
    logger.setAdditive(false);
  }

  @AfterEach
  void close() {
    logger.detachAppender(log);
    logger.setAdditive(true);
    harness.close();
  }

  private void serve(Bus.Handler<GetNodeRequest, Node> handler) {
    harness.deploy(vertx -> new Bus(vertx).serve(NodesApi.GET, handler));
  }

  private Future<Node> call(String id) {
    return bus.call(NodesApi.GET, GetNodeRequest.newBuilder().setId(id).build(), CALLER);
  }

  private Failure failure(Future<?> call) {
    return (Failure) assertThrows(CompletionException.class, () -> Harness.await(call)).getCause();
  }

  private static Node node(String id) {
    return Node.newBuilder().setId(id).build();
  }

  @Test
  void carriesTheRequestTheAnswerAndTheCaller() {
    List<Caller> heard = new CopyOnWriteArrayList<>();
    serve(
        (request, caller) -> {
          heard.add(caller);
          return node(request.getId());
        });
    assertEquals("n1", Harness.await(call("n1")).getId());
    assertEquals(List.of(CALLER), heard);
  }

  @Test
  void aFailureArrivesWithItsCodeAndWords() {
    serve(
        (request, caller) -> {
          throw Failure.of(FailureCode.valueOf(request.getId()), "because of " + request.getId());
        });
    for (FailureCode code : FailureCode.values()) {
      Failure failure = failure(call(code.name()));
      assertEquals(code, failure.code());
      assertEquals("because of " + code, failure.getMessage());
      boolean again = code == FailureCode.UNAVAILABLE || code == FailureCode.BUSY;
      assertEquals(again, failure.retryAfter().toMillis() > 0, code.name());
    }
  }

  @Test
  void aBugHidesItsDetailsAndLogsThem() {
    serve(
        (request, caller) -> {
          throw new IllegalStateException("password is hunter2");
        });
    Failure failure = failure(call("n1"));
    assertEquals(FailureCode.INTERNAL, failure.code());
    assertFalse(failure.getMessage().contains("hunter2"), failure.getMessage());
    assertTrue(failure.getMessage().contains("trace id"), failure.getMessage());
    assertEquals(1, log.events.size());
    ILoggingEvent line = log.events.getFirst();
    assertTrue(line.getFormattedMessage().contains(CALLER.traceId()));
    assertEquals("password is hunter2", line.getThrowableProxy().getMessage());
  }

  @Test
  void anErrorAndAFailedAwaitAreAnsweredToo() {
    serve(
        (request, caller) -> {
          if (request.getId().equals("await")) {
            Future.failedFuture(Failure.denied("not you")).await();
          }
          throw new StackOverflowError();
        });
    assertEquals(FailureCode.DENIED, failure(call("await")).code());
    assertEquals(FailureCode.INTERNAL, failure(call("deep")).code());
  }

  @Test
  void aRequestThatIsNoneIsTheCallersFault() {
    serve((request, caller) -> node("x"));
    Future<?> raw =
        harness.vertx.eventBus().request(NodesApi.GET.address(), Buffer.buffer("\u00ff\u0001"));
    Failure failure =
        Bus.failureOf(
            assertThrows(CompletionException.class, () -> Harness.await(raw)).getCause(), "x");
    assertEquals(FailureCode.INVALID, failure.code());
  }

  @Test
  void nobodyThereIsUnavailableAtOnce() {
    Failure failure = failure(call("n1"));
    assertEquals(FailureCode.UNAVAILABLE, failure.code());
    assertTrue(failure.getMessage().contains("muster.v1.Nodes/Get"), failure.getMessage());
    assertTrue(failure.getMessage().contains("is its verticle deployed?"), failure.getMessage());
  }

  @Test
  void silenceIsUnknownAndNeverNotDone() {
    harness.vertx.eventBus().consumer(NodesApi.GET.address(), message -> {});
    Failure failure = failure(call("n1"));
    assertEquals(FailureCode.UNAVAILABLE, failure.code());
    assertTrue(failure.getMessage().contains("whether it was done is not known"));
  }

  @Test
  void manyAreUnderWaySideBySideAndTooManyAreRefusedAtOnce() {
    Promise<Void> gate = Promise.promise();
    AtomicInteger inside = new AtomicInteger();
    serve(
        (request, caller) -> {
          inside.incrementAndGet();
          gate.future().await();
          return node(request.getId());
        });
    List<Future<Node>> calls = new ArrayList<>();
    for (int i = 0; i < 4096; i++) {
      calls.add(call("n" + i));
    }
    Harness.await("all of them", () -> inside.get() == 4096);
    Failure busy = failure(call("one too many"));
    assertEquals(FailureCode.BUSY, busy.code());
    assertTrue(busy.retryAfter().toMillis() > 0);
    gate.complete();
    for (int i = 0; i < calls.size(); i++) {
      assertEquals("n" + i, Harness.await(calls.get(i)).getId());
    }
    assertEquals("again", Harness.await(call("again")).getId());
  }

  @Test
  void slowOnesDoNotHoldUpOthers() {
    serve(
        (request, caller) -> {
          harness.vertx.timer(200, TimeUnit.MILLISECONDS).await();
          return node(request.getId());
        });
    long start = System.nanoTime();
    List<Future<Node>> calls = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      calls.add(call("n"));
    }
    Harness.await(Future.all(calls));
    assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(10)); // one by one: 20 s
  }

  @Test
  void whoComesAMomentLaterIsFound() {
    Future<Node> call = call("n1");
    serve((request, caller) -> node(request.getId()));
    assertEquals("n1", Harness.await(call).getId());
  }

  @Test
  void aReadIsAskedAgainWhenItsHandlerIsStopped() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    String first =
        harness.deploy(
            vertx ->
                new Bus(vertx)
                    .serve(
                        NodesApi.GET,
                        (request, caller) -> {
                          entered.countDown();
                          Promise.promise().future().await();
                          return node("never");
                        }));
    Future<Node> read =
        bus.read(NodesApi.GET, GetNodeRequest.newBuilder().setId("n1").build(), CALLER);
    assertTrue(entered.await(10, TimeUnit.SECONDS));
    serve((request, caller) -> node(request.getId()));
    Harness.await(harness.vertx.undeploy(first));
    assertEquals("n1", Harness.await(read).getId());
    assertEquals(List.of(), log.events, "to be stopped is no error");
  }

  @Test
  void aChangeWhoseHandlerIsStoppedMayHaveBeenMade() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    String only =
        harness.deploy(
            vertx ->
                new Bus(vertx)
                    .serve(
                        NodesApi.GET,
                        (request, caller) -> {
                          entered.countDown();
                          Promise.promise().future().await();
                          return node("never");
                        }));
    Future<Node> call = call("n1");
    assertTrue(entered.await(10, TimeUnit.SECONDS));
    Harness.await(harness.vertx.undeploy(only));
    Failure failure = failure(call);
    assertEquals(FailureCode.UNAVAILABLE, failure.code());
    assertTrue(failure.getMessage().contains("not known"), failure.getMessage());
  }
}
