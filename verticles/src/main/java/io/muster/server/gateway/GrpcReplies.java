package io.muster.server.gateway;

import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerResponse;

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

  static void deadlineExceeded(GrpcServerResponse<?, ?> response) {
    response
        .status(GrpcStatus.DEADLINE_EXCEEDED)
        .statusMessage("the deadline has passed; whether it was done is not known")
        .end();
  }
}
