package io.muster.cluster;

import com.google.protobuf.Message;
import io.muster.protocol.Rpc;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A gRPC client of the first control-plane node with the administrator's token. */
final class Grpc implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** What came back. */
  record Answer<R>(GrpcStatus status, List<R> items) {}

  private final Vertx vertx = Vertx.vertx();
  private final TestCluster cluster;
  private final GrpcClient client;

  Grpc(TestCluster cluster) {
    this.cluster = cluster;
    String ca = cluster.trust().resolve("ca.crt").toString();
    client =
        GrpcClient.client(
            vertx,
            new HttpClientOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setTrustOptions(new PemTrustOptions().addCertPath(ca)));
  }

  /** Sends all messages, each when there is room for it, and waits for the answer. */
  <Q extends Message, R extends Message> Answer<R> call(Rpc<Q, R> rpc, List<Q> messages) {
    ServiceMethod<R, Q> method =
        ServiceMethod.client(
            ServiceName.create(rpc.method().getService().getFullName()),
            rpc.method().getName(),
            GrpcMessageEncoder.encoder(),
            GrpcMessageDecoder.decoder(rpc.responseType()));
    SocketAddress server = SocketAddress.inetSocketAddress(cluster.serverPort(0), "127.0.0.1");
    List<R> items = new ArrayList<>();
    return client
        .request(server, method)
        .compose(
            call -> {
              call.headers().set("authorization", "Bearer " + cluster.adminToken());
              send(call, messages.iterator());
              return call.response();
            })
        .compose(response -> collect(response, items))
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
        .join();
  }

  private static <Q, R> void send(GrpcClientRequest<Q, R> call, Iterator<Q> messages) {
    while (messages.hasNext()) {
      call.write(messages.next());
      if (call.writeQueueFull()) {
        call.drainHandler(drained -> send(call, messages));
        return;
      }
    }
    call.drainHandler(null);
    call.end();
  }

  private static <R> Future<Answer<R>> collect(GrpcClientResponse<?, R> response, List<R> items) {
    response.handler(items::add);
    return response.end().otherwiseEmpty().map(end -> new Answer<>(response.status(), items));
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
