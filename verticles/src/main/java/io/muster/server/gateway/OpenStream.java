package io.muster.server.gateway;

import com.google.protobuf.Message;
import io.muster.protocol.FailureCode;
import io.muster.runtime.Failure;
import io.muster.runtime.Streams;
import io.vertx.core.Vertx;

/**
 * A stream between the bus and an outlet. It beats while it is idle, and asks again whether its
 * caller's credential still holds, so that a revoked one loses its open streams as well.
 */
final class OpenStream {
  static final long BEAT_MS = 15_000;
  private static final long FIRST_BEAT_MS = 300;
  private static final long CHECK_MS = 1_000;

  private final Vertx vertx;
  private final Calls calls;
  private final Exchange exchange;
  private final Outlet outlet;
  private final long checkMs;
  private long timer;
  private long checks = -1;
  private Streams.Reading reading;
  private Problem reason;
  private boolean ended;

  private OpenStream(Vertx vertx, Calls calls, Exchange exchange, Outlet outlet, long checkMs) {
    this.checkMs = checkMs;
    this.vertx = vertx;
    this.calls = calls;
    this.exchange = exchange;
    this.outlet = outlet;
  }

  /** Opens the stream of an admitted caller. Throws when the request breaks a rule. */
  static OpenStream start(
      Vertx vertx, Calls calls, Exchange exchange, Message request, Outlet outlet) {
    return start(vertx, calls, exchange, request, outlet, CHECK_MS);
  }

  /** As above, with another time between two looks at the credential. */
  static OpenStream start(
      Vertx vertx, Calls calls, Exchange exchange, Message request, Outlet outlet, long checkMs) {
    OpenStream stream = new OpenStream(vertx, calls, exchange, outlet, checkMs);
    stream.reading = calls.open(exchange, request, outlet::item);
    calls.measures().streams().incrementAndGet();
    stream.timer = vertx.setTimer(FIRST_BEAT_MS, fired -> stream.beat());
    if (!exchange.method.open()) {
      stream.checks = vertx.setTimer(checkMs, fired -> stream.check());
    }
    stream.reading.ended().onComplete(done -> stream.end(done.failed() ? done.cause() : null));
    return stream;
  }

  /** The reader went away, or wants no more. */
  void cancel() {
    reading.cancel().run();
  }

  private void beat() {
    outlet.beat();
    timer = vertx.setTimer(BEAT_MS, fired -> beat());
  }

  /** Asked of the cache, which asks again when its time is over. */
  private void check() {
    if (!ended) {
      checks = vertx.setTimer(checkMs, fired -> check());
      calls
          .authenticator()
          .authenticate(exchange.credential)
          .onSuccess(this::compare)
          .onFailure(this::doubt);
    }
  }

  /** Whoever may do other things than before opens it again, and is given what he may see now. */
  private void compare(Principal now) {
    if (!now.grants().equals(exchange.grants)) {
      stop(
          Failure.unavailable("what this caller may see has changed; open the stream again", null));
    }
  }

  private void doubt(Throwable error) {
    if (error instanceof Failure failure
        && (failure.code() == FailureCode.UNAUTHENTICATED
            || failure.code() == FailureCode.DENIED)) {
      stop(failure);
    }
  }

  private void stop(Failure failure) {
    reason = Problem.of(failure, exchange.method.address());
    cancel();
  }

  private void end(Throwable error) {
    if (ended) {
      return;
    }
    ended = true;
    vertx.cancelTimer(timer);
    vertx.cancelTimer(checks);
    calls.measures().streams().decrementAndGet();
    Problem problem = error == null ? reason : Problem.of(error, exchange.method.address());
    outlet.end(problem);
    calls.ended(exchange, problem);
  }
}
