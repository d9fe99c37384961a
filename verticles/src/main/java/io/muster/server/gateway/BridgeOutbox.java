package io.muster.server.gateway;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What is on its way to one client. When more than the configured bytes wait, his streams are held
 * back and no more of his frames are read, so that what waits is bounded by that and the answers to
 * the calls that are under way. A client who takes nothing for the configured time is too slow.
 * Used from one event loop.
 */
final class BridgeOutbox {
  private final BridgeWire wire;
  private final long limit;
  private final long patienceNanos;
  private final Runnable slow;
  private final Deque<Long> underWay = new ArrayDeque<>();
  private Promise<Void> room;
  private long bytes;
  private long progressNanos;
  private boolean closed;

  /** {@code slow} is called once, when the client is too slow. */
  BridgeOutbox(Vertx vertx, BridgeWire wire, BridgeConfig config, Runnable slow) {
    this.wire = wire;
    this.limit = config.buffer().bytes();
    this.patienceNanos = config.slowAfter().toNanos();
    this.slow = slow;
    vertx.setPeriodic(Math.max(50, config.slowAfter().toMillis() / 4), timer -> look(vertx, timer));
  }

  private void look(Vertx vertx, long timer) {
    if (!closed && !underWay.isEmpty() && System.nanoTime() - progressNanos > patienceNanos) {
      slow.run();
    }
    if (closed) {
      vertx.cancelTimer(timer);
    }
  }

  /** Writes a frame now. */
  void send(String frame) {
    if (closed) {
      return;
    }
    if (underWay.isEmpty()) {
      progressNanos = System.nanoTime();
    }
    long size = frame.length();
    underWay.add(size);
    bytes += size;
    if (bytes > limit && room == null) {
      room = Promise.promise();
      wire.hold(true);
    }
    wire.write(frame).onComplete(done -> written());
  }

  /** Writes a frame when there is room; completes then, fails when there is no reader. */
  Future<Void> sendInTurn(String frame) {
    if (closed) {
      return Future.failedFuture("closed");
    }
    if (room != null) {
      return room.future().compose(now -> sendInTurn(frame));
    }
    send(frame);
    return Future.succeededFuture();
  }

  private void written() {
    Long size = underWay.poll();
    bytes -= size == null ? 0 : size;
    progressNanos = System.nanoTime();
    if (room != null && bytes <= limit / 2) {
      Promise<Void> waited = room;
      room = null;
      if (!closed) {
        wire.hold(false);
      }
      waited.tryComplete();
    }
  }

  /** Nothing more is written. */
  void close() {
    closed = true;
    if (room != null) {
      room.tryFail("closed");
    }
  }
}
