package io.muster.server.gateway;

import com.google.protobuf.Message;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/**
 * JSON, a line an item; an empty line is a sign of life, and a failure is a last line {@code
 * {"error": …}} with a problem document.
 */
final class LineOutlet implements Outlet {
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Exchange exchange;
  private boolean started;

  LineOutlet(HttpServerRequest request, Exchange exchange) {
    this.request = request;
    this.response = request.response();
    this.exchange = exchange;
  }

  private void start() {
    if (!started) {
      started = true;
      response.setChunked(true).headers().set(HttpHeaders.CONTENT_TYPE, "application/x-ndjson");
      response.headers().set("x-accel-buffering", "no");
    }
  }

  @Override
  public Future<Void> item(Message item) {
    start();
    return Outlet.paced(response, response.write(Json.print(item) + "\n"));
  }

  @Override
  public void beat() {
    start();
    response.write("\n");
  }

  @Override
  public void end(Problem problem) {
    if (response.closed() || response.ended()) {
      return;
    }
    if (problem == null) {
      start();
      response.end();
    } else if (started) {
      JsonObject line = new JsonObject().put("error", problem.document(exchange.traceId));
      response.end(line.encode() + "\n");
    } else {
      Answers.problem(request, problem, exchange.traceId);
    }
  }
}
