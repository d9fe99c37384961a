package io.muster.runtime;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.muster.protocol.FailureCode;
import io.muster.protocol.Rpc;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Typed calls over the event bus. A message is the serialized protobuf; the caller travels in its
 * headers. Whatever a handler throws becomes a reply, so that nobody waits for a timeout. A timeout
 * means <em>unknown</em>, never <em>not done</em>.
 */
public final class Bus {
  /** A unary method. Runs on the verticle's virtual thread and may await. */
  @FunctionalInterface
  public interface Handler<Q, R> {
    R handle(Q request, Caller caller);
  }

  /** A unary method that says more than its answer. */
  @FunctionalInterface
  public interface NotingHandler<Q, R> {
    R handle(Q request, Caller caller, Notes notes);
  }

  private static final Logger LOG = LoggerFactory.getLogger(Bus.class);
  private static final int MAX_IN_FLIGHT = 4096;
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  /** Of the first attempts of a read: members take turns, so the next one goes to another. */
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(4);

  private static final int READ_ATTEMPTS = 3;

  /**
   * When nobody has an address, which certainly does nothing, it is looked up again after these.
   */
  private static final long[] LOOK_AGAIN_MS = {50, 250};

  /** The handler was stopped in its work: a verticle that is undeployed interrupts what it does. */
  private static final int STOPPED = -2;

  private final Vertx vertx;
  private final EventBus events;

  public Bus(Vertx vertx) {
    this.vertx = vertx;
    this.events = vertx.eventBus();
  }

  /** Calls a unary method; fails with a {@link Failure}. */
  public <Q extends Message, R extends Message> Future<R> call(
      Rpc<Q, R> rpc, Q request, Caller caller) {
    return call(rpc.address(), request, rpc.responseType(), caller);
  }

  /**
   * As {@link #call(Rpc, Message, Caller)}, for a gateway that knows methods by their descriptors
   * only.
   */
  public <R extends Message> Future<R> call(
      String address, Message request, R responseType, Caller caller) {
    return call(address, request, responseType, caller, new Notes());
  }

  /** As {@link #call(Rpc, Message, Caller)}; what the handler notes comes into {@code notes}. */
  public <Q extends Message, R extends Message> Future<R> call(
      Rpc<Q, R> rpc, Q request, Caller caller, Notes notes) {
    return call(rpc.address(), request, rpc.responseType(), caller, notes);
  }

  /** As {@link #call(Rpc, Message, Caller, Notes)}, for a gateway. */
  public <R extends Message> Future<R> call(
      String address, Message request, R responseType, Caller caller, Notes notes) {
    return change(address, request, responseType, caller, notes, 0)
        .recover(error -> Future.failedFuture(failureOf(error, address)));
  }

  /** While a member leaves, an address may point at it for a moment longer than it serves it. */
  private <R extends Message> Future<R> change(
      String address, Message request, R responseType, Caller caller, Notes notes, int looks) {
    return send(address, request, responseType, caller, TIMEOUT, notes)
        .recover(
            error ->
                looks < LOOK_AGAIN_MS.length && isUnserved(error)
                    ? vertx
                        .timer(LOOK_AGAIN_MS[looks], TimeUnit.MILLISECONDS)
                        .compose(
                            later ->
                                change(address, request, responseType, caller, notes, looks + 1))
                    : Future.failedFuture(error));
  }

  /**
   * Calls a method that changes nothing. A member that is frozen or just died costs a few seconds
   * and not the call: it is asked again, of another member.
   */
  public <Q extends Message, R extends Message> Future<R> read(
      Rpc<Q, R> rpc, Q request, Caller caller) {
    return read(rpc.address(), request, rpc.responseType(), caller);
  }

  /** As {@link #read(Rpc, Message, Caller)}, for a gateway. */
  public <R extends Message> Future<R> read(
      String address, Message request, R responseType, Caller caller) {
    return read(address, request, responseType, caller, READ_ATTEMPTS)
        .recover(error -> Future.failedFuture(failureOf(error, address)));
  }

  private <R extends Message> Future<R> read(
      String address, Message request, R responseType, Caller caller, int attemptsLeft) {
    Duration limit = attemptsLeft > 1 ? READ_TIMEOUT : TIMEOUT;
    return send(address, request, responseType, caller, limit, new Notes())
        .recover(
            error ->
                attemptsLeft > 1 && isUnanswered(error)
                    ? read(address, request, responseType, caller, attemptsLeft - 1)
                    : Future.failedFuture(error));
  }

  private <R extends Message> Future<R> send(
      String address, Message request, R responseType, Caller caller, Duration limit, Notes notes) {
    DeliveryOptions options = caller.addTo(new DeliveryOptions()).setSendTimeout(limit.toMillis());
    return events
        .<Buffer>request(address, Buffer.buffer(request.toByteArray()), options)
        .map(
            reply -> {
              notes.read(reply.headers());
              return parse(reply.body(), responseType);
            });
  }

  /** Serves a unary method from the current verticle; many requests run side by side. */
  public <Q extends Message, R extends Message> Future<Void> serve(
      Rpc<Q, R> rpc, Handler<Q, R> handler) {
    return serveNoting(rpc, (request, caller, notes) -> handler.handle(request, caller));
  }

  /** As {@link #serve}, for a method whose handler notes something. */
  public <Q extends Message, R extends Message> Future<Void> serveNoting(
      Rpc<Q, R> rpc, NotingHandler<Q, R> handler) {
    Context context = vertx.getOrCreateContext();
    AtomicInteger inFlight = new AtomicInteger();
    MessageConsumer<Buffer> consumer = events.consumer(rpc.address());
    consumer.handler(
        message -> {
          if (inFlight.incrementAndGet() > MAX_IN_FLIGHT) {
            inFlight.decrementAndGet();
            message.fail(FailureCode.BUSY.ordinal(), "too many requests at once; try again");
            return;
          }
          context.runOnContext(
              ignored -> {
                try {
                  Caller caller = Caller.from(message.headers());
                  Notes notes = new Notes();
                  R response =
                      handler.handle(parse(message.body(), rpc.requestType()), caller, notes);
                  message.reply(
                      Buffer.buffer(response.toByteArray()), notes.addTo(new DeliveryOptions()));
                } catch (Throwable error) {
                  reject(message, rpc.address(), error);
                } finally {
                  inFlight.decrementAndGet();
                }
              });
        });
    return consumer.completion();
  }

  static void reject(io.vertx.core.eventbus.Message<?> message, String address, Throwable error) {
    if (error instanceof InterruptedException) {
      message.fail(STOPPED, address + " was stopped in its work");
      return;
    }
    Failure failure = failureOf(error, address);
    if (failure.code() == FailureCode.INTERNAL) {
      LOG.error("{} failed, trace {}", address, message.headers().get("trace"), error);
    }
    message.fail(failure.code().ordinal(), failure.getMessage());
  }

  /** What an exception means to a caller. */
  public static Failure failureOf(Throwable error, String address) {
    if (error instanceof Failure failure) {
      return failure;
    }
    if (error instanceof ReplyException reply) {
      return switch (reply.failureType()) {
        case RECIPIENT_FAILURE -> fromReply(reply);
        case NO_HANDLERS ->
            Failure.unavailable(
                "nothing serves " + address + " now; is its verticle deployed?", error);
        default ->
            Failure.unavailable(
                address + " did not answer in time; whether it was done is not known", error);
      };
    }
    return new Failure(
        FailureCode.INTERNAL,
        "internal error in " + address + "; the log has it under the trace id",
        Duration.ZERO,
        error);
  }

  private static Failure fromReply(ReplyException reply) {
    if (reply.failureCode() == STOPPED) {
      return Failure.unavailable(reply.getMessage() + "; whether it was done is not known", reply);
    }
    FailureCode[] codes = FailureCode.values();
    int code = reply.failureCode();
    FailureCode known = code >= 0 && code < codes.length ? codes[code] : FailureCode.INTERNAL;
    boolean again = known == FailureCode.UNAVAILABLE || known == FailureCode.BUSY;
    return new Failure(
        known, reply.getMessage(), again ? Duration.ofSeconds(1) : Duration.ZERO, null);
  }

  @SuppressWarnings("unchecked")
  static <M extends Message> M parse(Buffer body, M type) {
    try {
      return (M) type.getParserForType().parseFrom(body.getBytes());
    } catch (InvalidProtocolBufferException e) {
      throw new Failure(
          FailureCode.INVALID,
          "not a " + type.getDescriptorForType().getFullName() + ": " + e.getMessage(),
          Duration.ZERO,
          e);
    }
  }

  /** True when no handler said how it went: whoever was asked is gone, frozen, or not there yet. */
  static boolean isUnanswered(Throwable error) {
    return error instanceof ReplyException reply
        && (reply.failureType() != ReplyFailure.RECIPIENT_FAILURE
            || reply.failureCode() == STOPPED);
  }

  /** True for the failure that says that nobody registered the address. */
  public static boolean isUnserved(Throwable error) {
    return error instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS;
  }
}
