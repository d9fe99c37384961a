package io.muster.server.gateway;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Message;
import io.muster.protocol.FailureCode;
import io.muster.protocol.v1.UploadPart;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.health.HealthService;
import io.vertx.grpc.reflection.ReflectionService;
import io.vertx.grpc.server.GrpcProtocol;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.Service;
import io.vertx.grpc.server.ServiceBuilder;
import java.util.function.BooleanSupplier;

/** gRPC: every method bound to one handler; health and reflection beside them. */
final class GrpcFace {
  private final Vertx vertx;
  private final Calls calls;
  private final Origins origins;

  GrpcFace(Vertx vertx, Calls calls, GatewayConfig config) {
    this.vertx = vertx;
    this.calls = calls;
    this.origins = new Origins(config);
  }

  GrpcServer server(Contract contract, GatewayConfig config, BooleanSupplier ready) {
    GrpcServerOptions options =
        new GrpcServerOptions()
            .removeEnabledProtocol(GrpcProtocol.TRANSCODING)
            .setMaxMessageSize(config.bodyLimit().bytes());
    GrpcServer server = GrpcServer.server(vertx, options);
    HealthService health = HealthService.create(vertx);
    for (ServiceDescriptor service : contract.services()) {
      server.addService(bind(contract, service));
      health.register(
          service.getFullName(), () -> io.vertx.core.Future.succeededFuture(ready.getAsBoolean()));
    }
    health.register("", () -> io.vertx.core.Future.succeededFuture(ready.getAsBoolean()));
    server.addService(health);
    server.addService(ReflectionService.v1());
    return server;
  }

  private Service bind(Contract contract, ServiceDescriptor descriptor) {
    ServiceName name = ServiceName.create(descriptor.getFullName());
    ServiceBuilder service = Service.service(name, descriptor);
    for (Method method : contract.methods()) {
      if (method.descriptor().getService().equals(descriptor)) {
        service.bind(
            ServiceMethod.<Message, Message>server(
                name,
                method.descriptor().getName(),
                GrpcMessageEncoder.encoder(),
                GrpcMessageDecoder.decoder(method.request())),
            request -> handle(method, request));
      }
    }
    return service.build();
  }

  private void handle(Method method, GrpcServerRequest<Message, Message> request) {
    Credential credential = origins.credential(request.headers(), request.connection());
    String traceId = Trace.of(request.headers().get("traceparent"));
    GrpcCall call = new GrpcCall(request, new Exchange(method, Face.GRPC, traceId, credential));
    call.deadline();
    if (method.upload()) {
      call.upload();
      return;
    }
    // The message must be asked for at once, or it is lost while the caller is looked up.
    var message = request.last();
    calls
        .admit(call.exchange)
        .compose(caller -> message)
        .onComplete(
            read -> {
              if (read.failed()) {
                call.end(Problem.of(read.cause(), method.address()));
              } else if (read.result() == null) {
                call.end(Problem.invalid("the call has no message"));
              } else {
                call.run(read.result());
              }
            });
  }

  /** One call; ends once. */
  private final class GrpcCall {
    private final GrpcServerRequest<Message, Message> request;
    private final Exchange exchange;
    private long timer = -1;
    private boolean ended;
    private OpenStream stream;

    GrpcCall(GrpcServerRequest<Message, Message> request, Exchange exchange) {
      this.request = request;
      this.exchange = exchange;
      request.response().headers().set(Answers.TRACE_ID, exchange.traceId);
    }

    void deadline() {
      if (request.timeout() > 0) {
        timer =
            vertx.setTimer(
                request.timeout(),
                fired -> {
                  GrpcReplies.deadlineExceeded(request.response());
                  finish(Problem.of(FailureCode.UNAVAILABLE, "the deadline has passed"));
                  if (stream != null) {
                    stream.cancel();
                  }
                });
      }
    }

    void run(Message message) {
      if (ended) {
        return;
      }
      if (!exchange.method.streaming()) {
        calls
            .call(exchange, message)
            .onSuccess(this::answer)
            .onFailure(error -> end(Problem.of(error, exchange.method.address())));
        return;
      }
      try {
        GrpcOutlet outlet = new GrpcOutlet(request, this::finishTimer);
        stream = OpenStream.start(vertx, calls, exchange, message, outlet);
        request.exceptionHandler(error -> stream.cancel());
        request.errorHandler(error -> stream.cancel());
        request.response().exceptionHandler(error -> stream.cancel());
      } catch (RuntimeException error) {
        end(Problem.of(error, exchange.method.address()));
      }
    }

    /**
     * Messages are held back until the caller is known, and then taken as fast as they are stored.
     */
    void upload() {
      request.pause();
      Intake intake = new Intake(vertx, calls, exchange, request::pause, request::resume);
      request.handler(
          message -> {
            UploadPart part = (UploadPart) message;
            intake.head(part.getName(), part.getSha256());
            intake.data(Buffer.buffer(part.getData().toByteArray()));
          });
      request.endHandler(end -> intake.end(""));
      request.exceptionHandler(intake::fail);
      request.errorHandler(error -> intake.fail(Problem.invalid("the upload was cut short")));
      calls
          .admit(exchange)
          .onSuccess(caller -> request.resume())
          .compose(caller -> intake.result())
          .onSuccess(this::answer)
          .onFailure(error -> end(Problem.of(error, exchange.method.address())));
    }

    private void answer(Message message) {
      if (!ended) {
        request.response().end(message);
        finish(null);
      }
    }

    void end(Problem problem) {
      if (!ended) {
        GrpcReplies.problem(request.response(), problem);
        finish(problem);
      }
    }

    private boolean finishTimer() {
      boolean first = !ended;
      ended = true;
      vertx.cancelTimer(timer);
      return first;
    }

    private void finish(Problem problem) {
      if (finishTimer() && stream == null) {
        calls.ended(exchange, problem);
      }
    }
  }
}
