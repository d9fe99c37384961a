package io.muster.server.gateway;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerResponse;
import java.nio.charset.StandardCharsets;

/** How a failure looks over gRPC: a status and its message. */
final class GrpcReplies {
  private GrpcReplies() {}

  static void problem(GrpcServerResponse<?, ?> response, Problem problem) {
    if (problem.retryAfterSeconds() > 0) {
      response.trailers().set("retry-after", String.valueOf(problem.retryAfterSeconds()));
    }
    response
        .status(GrpcStatus.valueOf(problem.code().grpcStatus()))
        .statusMessage(problem.getMessage())
        .end();
  }

  /** Refuses a call before the gRPC server sees it. */
  static void trailersOnly(HttpServerRequest request, Problem problem) {
    request.resume();
    request
        .response()
        .putHeader("content-type", "application/grpc")
        .putHeader("grpc-status", String.valueOf(problem.code().grpcStatus()))
        .putHeader("grpc-message", encoded(problem.getMessage()))
        .end();
  }

  /** Percent-encoding of gRPC's HTTP/2 mapping: everything but printable ASCII, and %. */
  private static String encoded(String text) {
    StringBuilder out = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (b >= ' ' && b <= '~' && b != '%') {
        out.append((char) b);
      } else {
        out.append(String.format("%%%02X", b));
      }
    }
    return out.toString();
  }

  static void deadlineExceeded(GrpcServerResponse<?, ?> response) {
    response
        .status(GrpcStatus.DEADLINE_EXCEEDED)
        .statusMessage("the deadline has passed; whether it was done is not known")
        .end();
  }
}
