package io.muster.server.gateway;

import com.google.protobuf.Message;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.function.BooleanSupplier;

/** A stream over gRPC; the sign of life is an HTTP/2 ping. */
final class GrpcOutlet implements Outlet {
  private static final Buffer PING = Buffer.buffer(new byte[8]);

  private final GrpcServerRequest<Message, Message> request;
  private final BooleanSupplier first;

  /** {@code first} is asked before the end is written, and says whether it is the first one. */
  GrpcOutlet(GrpcServerRequest<Message, Message> request, BooleanSupplier first) {
    this.request = request;
    this.first = first;
  }

  @Override
  public Future<Void> item(Message item) {
    return Outlet.paced(request.response(), request.response().write(item));
  }

  @Override
  public void beat() {
    request.connection().ping(PING);
  }

  @Override
  public void end(Problem problem) {
    if (!first.getAsBoolean()) {
      return;
    }
    if (problem == null) {
      request.response().end();
    } else {
      GrpcReplies.problem(request.response(), problem);
    }
  }
}
