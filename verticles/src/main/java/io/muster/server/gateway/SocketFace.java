package io.muster.server.gateway;

import io.muster.protocol.FailureCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/** {@code /ws}: authenticates once, then carries many streams; each is authorised by itself. */
final class SocketFace {
  private final Vertx vertx;
  private final Calls calls;
  private final RouteTrie trie;
  private final StreamFace streams;
  private final Origins origins;

  SocketFace(Vertx vertx, Calls calls, RouteTrie trie, StreamFace streams, GatewayConfig config) {
    this.vertx = vertx;
    this.calls = calls;
    this.trie = trie;
    this.streams = streams;
    this.origins = new Origins(config);
  }

  void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    String traceId = Trace.of(request.headers().get("traceparent"));
    Credential credential = origins.credential(request.headers(), request.connection());
    Future<Principal> known = calls.authenticator().authenticate(credential);
    if (!known.isComplete()) {
      request.pause();
    }
    known
        .compose(principal -> upgrade(request, credential, traceId))
        .onFailure(
            error -> {
              Answers.resume(request);
              Answers.problem(request, Problem.of(error, "/ws"), traceId);
            });
  }

  private Future<Void> upgrade(HttpServerRequest request, Credential credential, String traceId) {
    if (!request.canUpgradeToWebSocket()) {
      return Future.failedFuture(
          Problem.of(426, FailureCode.INVALID, "/ws is a WebSocket; connect with one"));
    }
    streams.checkOrigin(request);
    return request
        .toWebSocket()
        .onSuccess(socket -> new Multiplex(vertx, calls, trie, socket, credential, traceId).start())
        .mapEmpty();
  }
}
