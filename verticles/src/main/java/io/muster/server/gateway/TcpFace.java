package io.muster.server.gateway;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.ServerSSLOptions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The bridge for programs: the frames of {@code vertx-tcp-eventbus-bridge}, JSON behind its length,
 * over TLS on a port of its own.
 */
final class TcpFace {
  private final Vertx vertx;
  private final Calls calls;
  private final Bridge bridge;
  private final GatewayConfig gateway;
  private NetServer server;

  TcpFace(Vertx vertx, Calls calls, Bridge bridge, GatewayConfig gateway) {
    this.vertx = vertx;
    this.calls = calls;
    this.bridge = bridge;
    this.gateway = gateway;
  }

  /** Listens where it is configured; nothing to do without a port. */
  Future<?> listen(ServerSSLOptions tls) {
    if (bridge.config.port().isEmpty()) {
      return Future.succeededFuture();
    }
    NetServerOptions options = new NetServerOptions().setSsl(true).setTcpNoDelay(true);
    options.setIdleTimeout((int) gateway.idleTimeout().toSeconds());
    options.setKeyCertOptions(tls.getKeyCertOptions());
    server = vertx.createNetServer(options).connectHandler(this::connected);
    return server.listen(bridge.config.port().get(), bridge.config.host());
  }

  /** 0 when there is none. */
  int port() {
    return server == null ? 0 : server.actualPort();
  }

  /** New connections get the new certificate. */
  Future<Boolean> renew(ServerSSLOptions tls) {
    if (server == null) {
      return Future.succeededFuture(true);
    }
    ServerSSLOptions own = new ServerSSLOptions().setKeyCertOptions(tls.getKeyCertOptions());
    return server.updateSSLOptions(own, true);
  }

  private void connected(NetSocket socket) {
    var remote = socket.remoteAddress();
    String peer = remote == null || remote.hostAddress() == null ? "" : remote.hostAddress();
    if (!bridge.enter()) {
      socket.close();
      return;
    }
    TcpWire wire = new TcpWire(vertx, socket);
    BridgeConnection connection = new BridgeConnection(vertx, calls, bridge, wire, peer);
    int limit = (int) bridge.config.frameLimit().bytes();
    TcpFrames frames = new TcpFrames(limit);
    socket.handler(
        bytes -> {
          try {
            List<String> read = frames.read(bytes);
            read.forEach(connection::frame);
          } catch (TcpFrames.TooLong tooLong) {
            connection.drop(tooLong.getMessage(), 413);
          }
        });
    socket.closeHandler(closed -> connection.gone());
    socket.exceptionHandler(error -> connection.gone());
  }

  private record TcpWire(Vertx vertx, NetSocket socket) implements BridgeWire {
    private static final long LAST_WORDS_MS = 2_000;

    @Override
    public Face face() {
      return Face.TCP;
    }

    @Override
    public String messageType() {
      return "message";
    }

    @Override
    public Future<Void> write(String frame) {
      Buffer text = Buffer.buffer(frame);
      return socket.write(
          Buffer.buffer(4 + text.length()).appendInt(text.length()).appendBuffer(text));
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
      return true;
    }

    @Override
    public void close() {
      socket.pause();
      socket
          .write(Buffer.buffer())
          .timeout(LAST_WORDS_MS, TimeUnit.MILLISECONDS)
          .onComplete(written -> socket.close());
    }
  }
}
