package io.muster.runtime;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import io.muster.protocol.FailureCode;
import io.muster.protocol.Rpc;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageConsumer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Server-streaming methods over the event bus. The caller names a private address; every group of
 * items is a request to it that is answered after they were written to the socket, and only {@value
 * #WINDOW} groups are under way at once, so a slow reader slows its source and nothing piles up.
 *
 * <p>Either end may die without a word. A source sends a sign of life every {@value #BEAT_MS} ms,
 * and a reader that heard nothing for {@value #SILENCE_MS} ms ends with UNAVAILABLE, so that its
 * client resumes elsewhere. A source whose sign of life is not answered ends too.
 */
public final class Streams {
  /** Groups of items under way for one stream. */
  static final int WINDOW = 8;

  /** Between two signs of life of a source. */
  static final long BEAT_MS = 2_000;

  /** After which a source that said nothing counts as dead; more than a pause of its JVM. */
  static final long SILENCE_MS = 8_000;

  /** A source answers that it begins before it works, so one that does not answer is gone. */
  private static final long OPEN_TIMEOUT_MS = 4_000;

  private static final int OPEN_ATTEMPTS = 3;
  private static final String TO = "to";
  private static final String ID = "stream";
  private static final String END = "end";
  private static final String MESSAGE = "message";
  private static final String BEAT = "beat";
  private static final long WRITE_TIMEOUT_MS = 60_000;

  /**
   * A streaming method: sends until it has nothing more, then returns. Runs on a virtual thread and
   * may await.
   */
  @FunctionalInterface
  public interface Handler<Q, R> {
    void handle(Q request, Caller caller, Sink<R> out);
  }

  /** Where a streaming method puts its items. */
  public interface Sink<R> {
    /**
     * Sends items in order; awaits while the reader is behind. Throws {@link ReaderGone} when there
     * is none any more.
     */
    void send(List<R> items);

    /** Completes when the reader has gone, so that a waiting source can end. */
    Future<Void> gone();
  }

  /** The reader of a stream went away: the source stops, and nobody needs to be told. */
  public static final class ReaderGone extends RuntimeException {
    ReaderGone() {
      super("the reader has gone", null, false, false);
    }
  }

  /** A stream that is being read. */
  public record Reading(Future<Void> ended, Runnable cancel) {}

  private final Vertx vertx;
  private final String address = "muster.stream." + UUID.randomUUID();
  private final Map<String, Incoming> incoming = new ConcurrentHashMap<>();
  private Future<Void> registered;

  public Streams(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * Reads a streaming method. {@code write} gets the items one by one and completes when the socket
   * took them. {@code ended} fails with a {@link Failure} when the source does.
   */
  public <R extends Message> Reading read(
      String method, Message request, R itemType, Caller caller, Function<R, Future<Void>> write) {
    Incoming stream = new Incoming(itemType, item -> write.apply(cast(item, itemType)));
    Future<Void> done =
        stream.ended.future().onComplete(result -> incoming.values().remove(stream));
    register()
        .onSuccess(ready -> open(method, request, caller, stream, OPEN_ATTEMPTS))
        .onFailure(error -> stream.ended.tryFail(Bus.failureOf(error, method)));
    return new Reading(done, stream.ended::tryComplete);
  }

  /**
   * Asks a member to send. One that is frozen or just died does not answer; the next attempt goes
   * to another one and has another id, so that whatever wakes up later finds no reader.
   */
  private void open(
      String method, Message request, Caller caller, Incoming stream, int attemptsLeft) {
    if (stream.ended.future().isComplete()) {
      return;
    }
    String id = UUID.randomUUID().toString();
    stream.heard = System.nanoTime();
    incoming.put(id, stream);
    DeliveryOptions options =
        caller
            .addTo(new DeliveryOptions())
            .addHeader(TO, address)
            .addHeader(ID, id)
            .setSendTimeout(OPEN_TIMEOUT_MS);
    vertx
        .eventBus()
        .request(method, Buffer.buffer(request.toByteArray()), options)
        .onFailure(
            error -> {
              if (stream.begun || stream.ended.future().isComplete()) {
                return; // its answer was lost and it sends
              }
              incoming.remove(id);
              if (attemptsLeft > 1 && Bus.isUnanswered(error)) {
                open(method, request, caller, stream, attemptsLeft - 1);
              } else {
                stream.ended.tryFail(Bus.failureOf(error, method));
              }
            });
  }

  /** Serves a streaming method from the current verticle. */
  public <Q extends Message, R extends Message> Future<Void> serve(
      Rpc<Q, R> rpc, Handler<Q, R> handler) {
    Context context = vertx.getOrCreateContext();
    MessageConsumer<Buffer> consumer = vertx.eventBus().consumer(rpc.address());
    consumer.handler(message -> context.runOnContext(ignored -> run(rpc, handler, message)));
    return consumer.completion();
  }

  private <Q extends Message, R extends Message> void run(
      Rpc<Q, R> rpc, Handler<Q, R> handler, io.vertx.core.eventbus.Message<Buffer> message) {
    Outgoing<R> out = new Outgoing<>(message.headers().get(TO), message.headers().get(ID));
    long beats = vertx.setPeriodic(BEAT_MS, beat -> out.beat());
    try {
      Q request = Bus.parse(message.body(), rpc.requestType());
      message.reply(Buffer.buffer());
      handler.handle(request, Caller.from(message.headers()), out);
      out.end("", "");
    } catch (ReaderGone gone) {
      // nobody left to tell
    } catch (Throwable error) {
      Failure failure = Bus.failureOf(error, rpc.address());
      if (failure.code() == FailureCode.INTERNAL && !(error instanceof InterruptedException)) {
        Bus.reject(message, rpc.address(), error);
      }
      out.end(failure.code().name(), failure.getMessage());
    } finally {
      vertx.cancelTimer(beats);
    }
  }

  private synchronized Future<Void> register() {
    if (registered == null || registered.failed()) {
      MessageConsumer<Buffer> consumer = vertx.eventBus().consumer(address);
      consumer.handler(this::onItems);
      registered = consumer.completion();
      vertx.setPeriodic(BEAT_MS, beat -> endSilent());
    }
    return registered;
  }

  private void endSilent() {
    long now = System.nanoTime();
    for (Incoming stream : incoming.values()) {
      if (now - stream.heard > SILENCE_MS * 1_000_000) {
        stream.ended.tryFail(
            Failure.unavailable(
                "the control-plane node that sent this stream is silent; resume it", null));
      }
    }
  }

  private void onItems(io.vertx.core.eventbus.Message<Buffer> message) {
    Incoming stream = incoming.get(message.headers().get(ID));
    if (stream == null) {
      message.fail(FailureCode.NOT_FOUND.ordinal(), "no such stream");
      return;
    }
    stream.begun = true;
    stream.heard = System.nanoTime();
    if (message.headers().contains(BEAT)) {
      message.reply(Buffer.buffer());
      return;
    }
    String end = message.headers().get(END);
    if (end != null) {
      message.reply(Buffer.buffer());
      stream
          .afterWrites()
          .onComplete(written -> stream.finish(end, message.headers().get(MESSAGE)));
      return;
    }
    stream
        .write(message.body())
        .onSuccess(ok -> message.reply(Buffer.buffer()))
        .onFailure(
            error -> {
              message.fail(FailureCode.NOT_FOUND.ordinal(), "the reader has gone");
              stream.ended.tryComplete();
            });
  }

  @SuppressWarnings("unchecked")
  private static <R extends Message> R cast(Message item, R type) {
    return (R) item;
  }

  /** The reading end: writes groups strictly one after the other. */
  private static final class Incoming {
    private final Message type;
    private final Function<Message, Future<Void>> write;
    private final Promise<Void> ended = Promise.promise();
    private volatile long heard;
    private volatile boolean begun;
    private Future<Void> tail = Future.succeededFuture();

    Incoming(Message type, Function<Message, Future<Void>> write) {
      this.type = type;
      this.write = write;
    }

    synchronized Future<Void> write(Buffer group) {
      for (Message item : split(group, type)) {
        tail = tail.compose(done -> write.apply(item));
      }
      return tail;
    }

    synchronized Future<Void> afterWrites() {
      return tail;
    }

    void finish(String code, String message) {
      if (code.isEmpty()) {
        ended.tryComplete();
      } else {
        ended.tryFail(Failure.of(FailureCode.valueOf(code), message));
      }
    }
  }

  /** The sending end. Used from one virtual thread. */
  private final class Outgoing<R extends Message> implements Sink<R> {
    private final String to;
    private final String id;
    private final Promise<Void> gone = Promise.promise();
    private final List<Future<?>> underWay = new ArrayList<>();

    Outgoing(String to, String id) {
      this.to = to;
      this.id = id;
    }

    @Override
    public void send(List<R> items) {
      if (items.isEmpty()) {
        return;
      }
      Future<?> sent = post(join(items), new DeliveryOptions());
      sent.onFailure(error -> gone.tryComplete());
      underWay.add(sent);
      while (underWay.size() >= WINDOW) {
        awaitFirst();
      }
      if (gone.future().isComplete()) {
        throw new ReaderGone();
      }
    }

    @Override
    public Future<Void> gone() {
      return gone.future();
    }

    /** An empty group; it is answered at once, however slow the reader is. */
    void beat() {
      post(Buffer.buffer(), new DeliveryOptions().addHeader(BEAT, ""))
          .onFailure(error -> gone.tryComplete());
    }

    void end(String code, String message) {
      try {
        while (!underWay.isEmpty()) {
          awaitFirst();
        }
      } catch (ReaderGone none) {
        return;
      }
      post(Buffer.buffer(), new DeliveryOptions().addHeader(END, code).addHeader(MESSAGE, message));
    }

    private Future<?> post(Buffer body, DeliveryOptions options) {
      options.addHeader(ID, id).setSendTimeout(WRITE_TIMEOUT_MS);
      return vertx.eventBus().request(to, body, options);
    }

    private void awaitFirst() {
      try {
        underWay.removeFirst().await();
      } catch (RuntimeException error) {
        gone.tryComplete();
        throw new ReaderGone();
      }
    }
  }

  private static Buffer join(List<? extends Message> items) {
    int size =
        items.stream().mapToInt(item -> CodedOutputStream.computeMessageSizeNoTag(item)).sum();
    byte[] bytes = new byte[size];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      for (Message item : items) {
        out.writeMessageNoTag(item);
      }
      return Buffer.buffer(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Message> split(Buffer group, Message type) {
    List<Message> items = new ArrayList<>();
    CodedInputStream in = CodedInputStream.newInstance(group.getBytes());
    try {
      while (!in.isAtEnd()) {
        items.add(type.getParserForType().parseFrom(in.readBytes()));
      }
      return items;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
