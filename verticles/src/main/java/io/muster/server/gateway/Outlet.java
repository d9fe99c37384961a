package io.muster.server.gateway;

import com.google.protobuf.Message;
import io.vertx.core.Future;
import io.vertx.core.streams.WriteStream;

/** Where the items of a stream go, on each face. */
interface Outlet {
  /** Completes when the next item may follow; fails when the reader has gone. */
  Future<Void> item(Message item);

  /** A sign of life while nothing happens. */
  void beat();

  /** The last thing: {@code problem} is null when the stream ended as it should. */
  void end(Problem problem);

  /** Lets the next item follow at once while the socket keeps up, and after the write when not. */
  static Future<Void> paced(WriteStream<?> socket, Future<Void> written) {
    return socket.writeQueueFull() ? written : Future.succeededFuture();
  }
}
