package io.muster.server.gateway;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;

/** Answers over HTTP. */
final class Answers {
  static final CharSequence TRACE_ID = HttpHeaders.createOptimized("x-trace-id");
  static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
  private static final CharSequence PROBLEM = HttpHeaders.createOptimized(Problem.MEDIA_TYPE);
  private static final CharSequence NOSNIFF_NAME =
      HttpHeaders.createOptimized("x-content-type-options");
  private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
  private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
  private static final CharSequence HSTS_NAME =
      HttpHeaders.createOptimized("strict-transport-security");
  private static final CharSequence HSTS = HttpHeaders.createOptimized("max-age=31536000");
  private static final CharSequence FRAME_NAME = HttpHeaders.createOptimized("x-frame-options");
  private static final CharSequence FRAME = HttpHeaders.createOptimized("DENY");
  private static final CharSequence REFERRER_NAME = HttpHeaders.createOptimized("referrer-policy");
  private static final CharSequence REFERRER = HttpHeaders.createOptimized("no-referrer");

  private Answers() {}

  /** The headers that every answer has. */
  static void secure(HttpServerRequest request) {
    var headers = request.response().headers();
    headers.set(NOSNIFF_NAME, NOSNIFF);
    headers.set(FRAME_NAME, FRAME);
    headers.set(REFERRER_NAME, REFERRER);
    headers.set(HttpHeaders.CACHE_CONTROL, NO_STORE);
    if (request.isSSL()) {
      headers.set(HSTS_NAME, HSTS);
    }
  }

  static void json(HttpServerRequest request, int status, String body) {
    send(request, status, JSON, Buffer.buffer(body));
  }

  static Future<Void> send(HttpServerRequest request, int status, CharSequence type, Buffer body) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return Future.succeededFuture();
    }
    response.setStatusCode(status).headers().set(HttpHeaders.CONTENT_TYPE, type);
    if (request.method() == HttpMethod.HEAD) {
      response.headers().set(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length()));
      return response.end();
    }
    return response.end(body);
  }

  /** Completes when it is written, or at once when nothing can be written any more. */
  static Future<Void> problem(HttpServerRequest request, Problem problem, String traceId) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed() || response.headWritten()) {
      return Future.succeededFuture();
    }
    if (problem.retryAfterSeconds() > 0) {
      response.headers().set(HttpHeaders.RETRY_AFTER, String.valueOf(problem.retryAfterSeconds()));
    }
    if (problem.status() == 401) {
      response.headers().set("www-authenticate", "Bearer realm=\"muster\"");
    }
    boolean cut = problem.status() == 413;
    if (cut && request.version() != HttpVersion.HTTP_2) {
      response.headers().set(HttpHeaders.CONNECTION, "close");
    }
    Future<Void> sent =
        send(request, problem.status(), PROBLEM, problem.document(traceId).toBuffer());
    return cut ? sent.onComplete(done -> stopReading(request)) : sent;
  }

  /** Lets a paused request go on; one that has ended already throws when it is asked. */
  static void resume(HttpServerRequest request) {
    if (!request.isEnded()) {
      request.resume();
    }
  }

  /** Ends a request whose body is not wanted any more. */
  static void stopReading(HttpServerRequest request) {
    if (request.version() != HttpVersion.HTTP_2) {
      request.connection().close();
    } else {
      request.response().reset(0);
    }
  }
}
