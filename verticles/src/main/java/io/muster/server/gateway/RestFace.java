package io.muster.server.gateway;

import com.google.protobuf.Message;
import io.muster.protocol.FailureCode;
import io.muster.runtime.Caller;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;

/** REST below {@code /api/v1}: one vertx-web route, everything else from the contract. */
final class RestFace {
  private final RouteTrie trie;
  private final Calls calls;
  private final StreamFace streams;
  private final UploadFace uploads;
  private final long bodyLimit;
  private final Origins origins;
  private final SessionCookie cookie;

  RestFace(
      RouteTrie trie, Calls calls, StreamFace streams, UploadFace uploads, GatewayConfig config) {
    this.trie = trie;
    this.calls = calls;
    this.streams = streams;
    this.uploads = uploads;
    this.bodyLimit = config.bodyLimit().bytes();
    this.origins = new Origins(config);
    this.cookie = new SessionCookie(config);
  }

  void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    String traceId = Trace.of(request.headers().get("traceparent"));
    request.response().headers().set(Answers.TRACE_ID, traceId);
    try {
      route(request, traceId);
    } catch (RuntimeException error) {
      Answers.problem(request, Problem.of(error, request.path()), traceId);
    }
  }

  private void route(HttpServerRequest request, String traceId) {
    HttpMethod verb = request.method() == HttpMethod.HEAD ? HttpMethod.GET : request.method();
    RouteTrie.Match match = trie.find(verb, request.path());
    if (!match.found()) {
      nothing(request, match, traceId);
      return;
    }
    Route route = match.route();
    if (route.method().streaming() && request.method() == HttpMethod.HEAD) {
      request.response().headers().set(HttpHeaders.ALLOW, "GET, OPTIONS");
      throw Problem.of(405, FailureCode.INVALID, "a stream has no HEAD; use GET");
    }
    Credential credential = origins.credential(request.headers(), request.connection());
    boolean items = route.method().streaming() && route.answer() == null;
    Face face = items ? StreamFace.face(request) : Face.REST;
    Exchange exchange = new Exchange(route.method(), face, traceId, credential);
    Future<Caller> admitted = calls.admit(exchange);
    if (!admitted.isComplete()) {
      request.pause();
    }
    admitted.onComplete(
        caller -> {
          if (caller.failed()) {
            refuse(request, exchange, caller.cause());
          } else {
            body(request, exchange, match);
          }
        });
  }

  private void nothing(HttpServerRequest request, RouteTrie.Match match, String traceId) {
    if (match.allowed().isEmpty()) {
      throw Problem.of(
          FailureCode.NOT_FOUND,
          "nothing has the path " + request.path() + "; /openapi.json lists all");
    }
    String head = match.allowed().contains("GET") ? "HEAD, " : "";
    request
        .response()
        .headers()
        .set(HttpHeaders.ALLOW, String.join(", ", match.allowed()) + ", " + head + "OPTIONS");
    if (request.method() == HttpMethod.OPTIONS) {
      request.response().setStatusCode(204).end();
      return;
    }
    throw Problem.of(
        405,
        FailureCode.INVALID,
        request.method()
            + " is not for "
            + request.path()
            + "; it has "
            + String.join(", ", match.allowed()));
  }

  private void body(HttpServerRequest request, Exchange exchange, RouteTrie.Match match) {
    if (!match.route().takesBody()) {
      Answers.resume(request);
      forward(request, exchange, match, null);
      return;
    }
    if (exchange.method.upload()) {
      upload(request, exchange, match);
      return;
    }
    String type = request.headers().get(HttpHeaders.CONTENT_TYPE);
    if (type != null && !match.route().rawBody() && !isJson(type)) {
      refuse(
          request,
          exchange,
          Problem.of(
              415, FailureCode.INVALID, "the body's type is " + type + "; send application/json"));
      return;
    }
    BodyReader.read(request, bodyLimit)
        .onSuccess(body -> forward(request, exchange, match, body))
        .onFailure(error -> refuse(request, exchange, error));
  }

  private void upload(HttpServerRequest request, Exchange exchange, RouteTrie.Match match) {
    try {
      Message head = RequestBinder.bind(match.route(), match.values(), request, null);
      uploads.take(request, exchange, head);
    } catch (RuntimeException error) {
      refuse(request, exchange, error);
    }
  }

  private static boolean isJson(String type) {
    int end = type.indexOf(';');
    String plain = (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    return plain.equals("application/json") || plain.endsWith("+json");
  }

  private void forward(
      HttpServerRequest request, Exchange exchange, RouteTrie.Match match, Buffer body) {
    try {
      Message asked = RequestBinder.bind(match.route(), match.values(), request, body);
      Message message = cookie.incoming(request, asked);
      if (exchange.method.streaming()) {
        streams.open(request, exchange, message, match.route());
        return;
      }
      calls
          .call(exchange, message)
          .onComplete(
              answer -> {
                if (answer.failed()) {
                  refuse(request, exchange, answer.cause());
                } else {
                  Message answered = cookie.outgoing(request, asked, message, answer.result());
                  answer(request, exchange, answered);
                }
              });
    } catch (RuntimeException error) {
      refuse(request, exchange, error);
    }
  }

  private void answer(HttpServerRequest request, Exchange exchange, Message answer) {
    Answers.json(request, 200, Json.print(answer));
    calls.ended(exchange, null);
  }

  private void refuse(HttpServerRequest request, Exchange exchange, Throwable error) {
    Problem problem = Problem.of(error, exchange.method.address());
    Answers.resume(request);
    Answers.problem(request, problem, exchange.traceId);
    calls.ended(exchange, problem);
  }
}
