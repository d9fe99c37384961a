package io.muster.server.gateway;

import com.google.protobuf.Message;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;

/**
 * One stream on a WebSocket of its own: a text frame an item, pings while it is idle. It closes
 * with 1000, or, after a last frame {@code {"error": …}}, with 4000 + the HTTP status.
 */
final class SocketOutlet implements Outlet {
  static final short NORMAL = 1000;
  private static final int MAX_REASON = 100;

  private final ServerWebSocket socket;
  private final Exchange exchange;

  SocketOutlet(ServerWebSocket socket, Exchange exchange) {
    this.socket = socket;
    this.exchange = exchange;
  }

  @Override
  public Future<Void> item(Message item) {
    if (socket.isClosed()) {
      return Future.failedFuture("closed");
    }
    return Outlet.paced(socket, socket.writeTextMessage(Json.print(item)));
  }

  @Override
  public void beat() {
    if (!socket.isClosed()) {
      socket.writePing(Buffer.buffer("alive"));
    }
  }

  @Override
  public void end(Problem problem) {
    if (socket.isClosed()) {
      return;
    }
    if (problem == null) {
      socket.close(NORMAL, "end of stream");
      return;
    }
    JsonObject error = new JsonObject().put("error", problem.document(exchange.traceId));
    socket.writeTextMessage(error.encode());
    socket.close((short) (4000 + problem.status()), reason(problem));
  }

  /** A close frame holds 123 bytes. */
  static String reason(Problem problem) {
    String text = problem.code() + ": " + problem.getMessage();
    StringBuilder ascii = new StringBuilder();
    text.chars().limit(MAX_REASON).forEach(c -> ascii.append(c < 128 ? (char) c : '?'));
    return ascii.toString();
  }
}
