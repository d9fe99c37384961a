package io.muster.server.gateway;

import com.google.protobuf.Message;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * Server-Sent Events (HTML Living Standard, 9.2): an item is a message event whose id is its
 * number; the last event is {@code end} or {@code error}, so that a client knows not to reconnect.
 */
final class EventOutlet implements Outlet {
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Exchange exchange;
  private boolean started;

  EventOutlet(HttpServerRequest request, Exchange exchange) {
    this.request = request;
    this.response = request.response();
    this.exchange = exchange;
  }

  private void start() {
    if (!started) {
      started = true;
      response.setChunked(true).headers().set(HttpHeaders.CONTENT_TYPE, "text/event-stream");
      response.headers().set("x-accel-buffering", "no");
    }
  }

  @Override
  public Future<Void> item(Message item) {
    start();
    StringBuilder event = new StringBuilder();
    if (exchange.method.seq() != null) {
      event.append("id: ").append(item.getField(exchange.method.seq())).append('\n');
    }
    event.append("data: ").append(Json.print(item)).append("\n\n");
    return Outlet.paced(response, response.write(event.toString()));
  }

  @Override
  public void beat() {
    start();
    response.write(": alive\n\n");
  }

  @Override
  public void end(Problem problem) {
    if (response.closed() || response.ended()) {
      return;
    }
    if (!started && problem != null) {
      Answers.problem(request, problem, exchange.traceId);
      return;
    }
    start();
    String data = problem == null ? "{}" : problem.document(exchange.traceId).encode();
    response.end("event: " + (problem == null ? "end" : "error") + "\ndata: " + data + "\n\n");
  }
}
