package io.muster.server.gateway;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandlerOptions;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;

/**
 * The bridge for browsers, {@code /eventbus}: SockJS, with the frames that {@code
 * @vertx/eventbus-bridge-client.js} speaks. A page of any origin may connect, since nothing that a
 * browser sends by itself (a cookie, a client certificate) counts here: only the credential in a
 * frame does.
 */
final class SockJsFace {
  private static final int GOING_AWAY = 1001;

  private final Vertx vertx;
  private final Calls calls;
  private final Bridge bridge;
  private final Origins origins;

  SockJsFace(Vertx vertx, Calls calls, Bridge bridge, GatewayConfig config) {
    this.vertx = vertx;
    this.calls = calls;
    this.bridge = bridge;
    this.origins = new Origins(config);
  }

  void mount(Router router) {
    SockJSHandlerOptions options =
        new SockJSHandlerOptions()
            .setInsertJSESSIONID(false)
            .setRegisterWriteHandler(false)
            .addDisabledTransport("HTML_FILE")
            .addDisabledTransport("JSON_P");
    router
        .post("/eventbus/*")
        .handler(BodyHandler.create(false).setBodyLimit(bridge.config.frameLimit().bytes()));
    // That page would load its script from another site.
    router.routeWithRegex("/eventbus/iframe.*").handler(context -> context.fail(404));
    router
        .route("/eventbus/*")
        .subRouter(SockJSHandler.create(vertx, options).socketHandler(this::connected));
  }

  private void connected(SockJSSocket socket) {
    RoutingContext context = socket.routingContext();
    String peer =
        origins.credential(context.request().headers(), context.request().connection()).address();
    if (!bridge.enter()) {
      socket.close(GOING_AWAY, "too many connections; try again later");
      return;
    }
    BridgeConnection connection =
        new BridgeConnection(vertx, calls, bridge, new SockJsWire(socket), peer);
    socket.handler(frame -> connection.frame(frame.toString()));
    socket.closeHandler(closed -> connection.gone());
    socket.exceptionHandler(error -> connection.gone());
  }

  private record SockJsWire(SockJSSocket socket) implements BridgeWire {
    @Override
    public Face face() {
      return Face.SOCKJS;
    }

    @Override
    public String messageType() {
      return "rec";
    }

    @Override
    public Future<Void> write(String frame) {
      return socket.write(Buffer.buffer(frame));
    }

    @Override
    public void hold(boolean held) {
      if (held) {
        socket.pause();
      } else {
        socket.resume();
      }
    }

    @Override
    public boolean pongs() {
      return false;
    }

    @Override
    public void close() {
      socket.close();
    }
  }
}
