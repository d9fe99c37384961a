package io.muster.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP server that a rollout's checks ask, and that answers as a test wants it. */
final class Probed implements AutoCloseable {
  private final HttpServer server;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private volatile int status;
  private volatile String body = "";

  Probed(int status) throws IOException {
    this.status = status;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.createContext("/", this::answer);
    server.start();
  }

  /** The address, without a path. */
  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  void answers(int code) {
    status = code;
  }

  /** Answers every query as Prometheus answers one that has one series of that value. */
  void hasValue(String value) {
    body =
        """
        {"status":"success","data":{"resultType":"vector","result":[
          {"metric":{"job":"web"},"value":[1764115200.781,"%s"]}]}}
        """
            .formatted(value);
  }

  /** The paths and queries that were asked for, decoded. */
  List<String> asked() {
    return asked;
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.add(URLDecoder.decode(exchange.getRequestURI().toString(), StandardCharsets.UTF_8));
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
