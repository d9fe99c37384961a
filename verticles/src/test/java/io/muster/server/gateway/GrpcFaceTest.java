package io.muster.server.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Message;
import io.muster.protocol.JobsApi;
import io.muster.protocol.NodesApi;
import io.muster.protocol.Rpc;
import io.muster.protocol.SessionsApi;
import io.muster.protocol.v1.AuditRow;
import io.muster.protocol.v1.CreateSessionRequest;
import io.muster.protocol.v1.GetNodeRequest;
import io.muster.protocol.v1.JobEvent;
import io.muster.protocol.v1.Node;
import io.muster.protocol.v1.SubmitJobRequest;
import io.muster.protocol.v1.UpdateLabelsRequest;
import io.muster.protocol.v1.WatchJobRequest;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.health.v1.HealthCheckRequest;
import io.vertx.grpc.health.v1.HealthCheckResponse;
import io.vertx.grpc.reflection.v1.ServerReflectionRequest;
import io.vertx.grpc.reflection.v1.ServerReflectionResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GrpcFaceTest {
  private static Door door;
  private static GrpcClient client;

  /** What came back: items, status and its message. */
  private record Answer<R>(List<R> items, GrpcStatus status, String message) {}

  @BeforeAll
  static void open() throws IOException {
    door = Door.open();
    client =
        GrpcClient.client(
            door.vertx,
            new HttpClientOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setTrustOptions(
                    new PemTrustOptions().addCertPath(door.trust.caCertificate().toString())));
  }

  @AfterAll
  static void close() throws IOException {
    Door.await(client.close());
    door.close();
  }

  private static <Q extends Message, R extends Message> Answer<R> call(
      Rpc<Q, R> rpc, Q request, String token, long timeoutMs) {
    String service = rpc.method().getService().getFullName();
    return call(service, rpc.method().getName(), rpc.responseType(), request, token, timeoutMs);
  }

  private static <R extends Message> Answer<R> call(
      String service, String name, R type, Message request, String token, long timeoutMs) {
    ServiceMethod<R, Message> method =
        ServiceMethod.client(
            ServiceName.create(service),
            name,
            GrpcMessageEncoder.encoder(),
            GrpcMessageDecoder.decoder(type));
    SocketAddress address = SocketAddress.inetSocketAddress(door.verticle.port(), "127.0.0.1");
    List<R> items = new ArrayList<>();
    return Door.await(
        client
            .request(address, method)
            .compose(
                call -> {
                  if (token != null) {
                    call.headers().set("authorization", "Bearer " + token);
                  }
                  if (timeoutMs > 0) {
                    call.timeout(timeoutMs, TimeUnit.MILLISECONDS);
                  }
                  call.end(request);
                  return call.response();
                })
            .compose(response -> collect(response, items)));
  }

  private static <R> Future<Answer<R>> collect(GrpcClientResponse<?, R> response, List<R> items) {
    response.handler(items::add);
    return response
        .end()
        .otherwiseEmpty()
        .map(end -> new Answer<>(items, response.status(), message(response)));
  }

  /** The client itself reads the message of calls without items only. */
  private static String message(GrpcClientResponse<?, ?> response) {
    String raw = response.trailers().get("grpc-message");
    return raw == null || response.statusMessage() != null
        ? response.statusMessage()
        : URLDecoder.decode(raw, StandardCharsets.UTF_8);
  }

  private static GetNodeRequest node(String id) {
    return GetNodeRequest.newBuilder().setId(id).build();
  }

  @Test
  void aChangeIsInTheAuditTrail() {
    var request = UpdateLabelsRequest.newBuilder().setId("by-grpc").putSet("role", "web").build();
    assertEquals(
        GrpcStatus.OK,
        call(NodesApi.UPDATE_LABELS, request, TestServices.token("admin"), 0).status());
    AuditRow intent =
        door.services.audit.stream()
            .filter(row -> row.getKind().equals("intent") && row.getObject().equals("by-grpc"))
            .findFirst()
            .orElseThrow();
    assertEquals("grpc", intent.getFace());
    assertEquals("admin", intent.getCaller());
  }

  @Test
  void answersUnaryCalls() {
    Answer<Node> answer = call(NodesApi.GET, node("n1"), TestServices.token("viewer"), 0);
    assertEquals(GrpcStatus.OK, answer.status);
    assertEquals("viewer", answer.items.getFirst().getName());
  }

  @Test
  void keepsStatusAndMessageOfFailures() {
    Answer<Node> missing = call(NodesApi.GET, node("missing"), TestServices.token("viewer"), 0);
    assertEquals(GrpcStatus.NOT_FOUND, missing.status);
    assertEquals("no node has the id 'missing' — größe", missing.message);
    Answer<Node> boom = call(NodesApi.GET, node("boom"), TestServices.token("viewer"), 0);
    assertEquals(GrpcStatus.INTERNAL, boom.status);
    Answer<Node> empty = call(NodesApi.GET, node(""), TestServices.token("viewer"), 0);
    assertEquals(GrpcStatus.INVALID_ARGUMENT, empty.status);
    assertTrue(empty.message.startsWith("id: "), empty.message);
  }

  @Test
  void enforcesCredentialsAndPermissions() {
    assertEquals(GrpcStatus.UNAUTHENTICATED, call(NodesApi.GET, node("n1"), null, 0).status);
    var submit = SubmitJobRequest.getDefaultInstance();
    var denied = call(JobsApi.SUBMIT, submit, TestServices.token("viewer"), 0);
    assertEquals(GrpcStatus.PERMISSION_DENIED, denied.status);
    assertTrue(denied.message.contains("task:execute"), denied.message);
    var unserved =
        call(
            SessionsApi.CREATE,
            CreateSessionRequest.getDefaultInstance(),
            TestServices.token("viewer"),
            0);
    assertEquals(GrpcStatus.UNAVAILABLE, unserved.status);
  }

  @Test
  void streamsUntilTheEndOrTheFailure() {
    var three = WatchJobRequest.newBuilder().setId("3").setAfter(1).build();
    Answer<JobEvent> all = call(JobsApi.WATCH, three, TestServices.token("viewer"), 0);
    assertEquals(GrpcStatus.OK, all.status);
    assertEquals(List.of(2L, 3L), all.items.stream().map(JobEvent::getSeq).toList());
    var late = WatchJobRequest.newBuilder().setId("late").build();
    Answer<JobEvent> broken = call(JobsApi.WATCH, late, TestServices.token("viewer"), 0);
    assertEquals(2, broken.items.size());
    assertEquals(GrpcStatus.UNAVAILABLE, broken.status);
    assertEquals("the database went away", broken.message);
  }

  @Test
  void honoursDeadlines() {
    Answer<Node> slow = call(NodesApi.GET, node("slow"), TestServices.token("viewer"), 300);
    assertEquals(GrpcStatus.DEADLINE_EXCEEDED, slow.status);
  }

  @Test
  void hasHealthForEverybody() {
    var health =
        call(
            "grpc.health.v1.Health",
            "Check",
            HealthCheckResponse.getDefaultInstance(),
            HealthCheckRequest.newBuilder().setService("muster.v1.Jobs").build(),
            null,
            0);
    assertEquals(GrpcStatus.OK, health.status);
    assertEquals(HealthCheckResponse.ServingStatus.SERVING, health.items.getFirst().getStatus());
  }

  @Test
  void reflectsForThoseWithACredential() {
    var ask = ServerReflectionRequest.newBuilder().setListServices("").build();
    String service = "grpc.reflection.v1.ServerReflection";
    var type = ServerReflectionResponse.getDefaultInstance();
    assertEquals(
        GrpcStatus.UNAUTHENTICATED,
        call(service, "ServerReflectionInfo", type, ask, null, 0).status);
    var answer = call(service, "ServerReflectionInfo", type, ask, TestServices.token("viewer"), 0);
    String names = answer.items.getFirst().getListServicesResponse().toString();
    assertTrue(names.contains("muster.v1.Jobs") && names.contains("muster.v1.Nodes"), names);
  }
}
