package io.muster.server.gateway;

import io.muster.protocol.FailureCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** Reads a body up to a limit and not a byte further. */
final class BodyReader {
  private BodyReader() {}

  static Future<Buffer> read(HttpServerRequest request, long limit) {
    String length = request.headers().get(HttpHeaders.CONTENT_LENGTH);
    if (length != null && tooLong(length, limit)) {
      return Future.failedFuture(tooLarge(limit));
    }
    Promise<Buffer> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    request.handler(
        chunk -> {
          if (body.length() + (long) chunk.length() <= limit) {
            body.appendBuffer(chunk);
          } else if (whole.tryFail(tooLarge(limit))) {
            request.handler(rest -> {});
          }
        });
    request.endHandler(end -> whole.tryComplete(body));
    request.exceptionHandler(whole::tryFail);
    request.resume();
    return whole.future();
  }

  private static boolean tooLong(String length, long limit) {
    try {
      return Long.parseLong(length) > limit;
    } catch (NumberFormatException e) {
      return true;
    }
  }

  private static Problem tooLarge(long limit) {
    return Problem.of(
        413, FailureCode.INVALID, "the body is larger than gateway.bodyLimit, " + limit + " bytes");
  }
}
