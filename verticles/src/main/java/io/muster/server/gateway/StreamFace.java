package io.muster.server.gateway;

import com.google.protobuf.Message;
import io.muster.protocol.FailureCode;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.net.URI;
import java.util.List;

/**
 * Streams over HTTP: Server-Sent Events for {@code Accept: text/event-stream}, a WebSocket when one
 * is asked for, and JSON lines otherwise.
 */
final class StreamFace {
  private final Vertx vertx;
  private final Calls calls;
  private final List<String> origins;

  StreamFace(Vertx vertx, Calls calls, GatewayConfig config) {
    this.vertx = vertx;
    this.calls = calls;
    this.origins = config.corsOrigins();
  }

  static Face face(HttpServerRequest request) {
    if (request.canUpgradeToWebSocket()) {
      return Face.WEBSOCKET;
    }
    String accept = request.headers().get(HttpHeaders.ACCEPT);
    return accept != null && accept.contains("text/event-stream") ? Face.SSE : Face.NDJSON;
  }

  void open(HttpServerRequest request, Exchange exchange, Message message, Route route) {
    if (exchange.face == Face.WEBSOCKET) {
      checkOrigin(request);
      request
          .toWebSocket()
          .onSuccess(socket -> webSocket(socket, exchange, message))
          .onFailure(error -> calls.ended(exchange, Problem.of(error, exchange.method.address())));
      return;
    }
    Outlet outlet =
        route.answer() != null
            ? new BytesOutlet(request, exchange, route.answer())
            : exchange.face == Face.SSE
                ? new EventOutlet(request, exchange)
                : new LineOutlet(request, exchange);
    OpenStream stream = OpenStream.start(vertx, calls, exchange, message, outlet);
    request.response().closeHandler(closed -> stream.cancel());
    request.response().exceptionHandler(error -> stream.cancel());
  }

  private void webSocket(ServerWebSocket socket, Exchange exchange, Message message) {
    SocketOutlet outlet = new SocketOutlet(socket, exchange);
    try {
      OpenStream stream = OpenStream.start(vertx, calls, exchange, message, outlet);
      socket.closeHandler(closed -> stream.cancel());
      socket.exceptionHandler(error -> stream.cancel());
    } catch (RuntimeException error) {
      Problem problem = Problem.of(error, exchange.method.address());
      outlet.end(problem);
      calls.ended(exchange, problem);
    }
  }

  /** A page of another site may not open a socket with the visitor's client certificate. */
  void checkOrigin(HttpServerRequest request) {
    String origin = request.headers().get(HttpHeaders.ORIGIN);
    if (origin == null || origins.contains(origin)) {
      return;
    }
    String host = request.authority() == null ? "" : request.authority().toString();
    if (!host.equalsIgnoreCase(authority(origin))) {
      throw Problem.of(
          FailureCode.DENIED,
          "the origin " + origin + " may not connect; gateway.corsOrigins lists who may");
    }
  }

  private static String authority(String origin) {
    try {
      return String.valueOf(URI.create(origin).getAuthority());
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
