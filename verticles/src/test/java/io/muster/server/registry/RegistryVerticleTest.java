package io.muster.server.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Message;
import io.muster.local.postgres.TestDatabase;
import io.muster.protocol.Doorbells;
import io.muster.protocol.FailureCode;
import io.muster.protocol.Internal;
import io.muster.protocol.NodesApi;
import io.muster.protocol.Rpc;
import io.muster.protocol.internal.v1.PickRequest;
import io.muster.protocol.internal.v1.PickResponse;
import io.muster.protocol.v1.CordonNodeRequest;
import io.muster.protocol.v1.GetNodeRequest;
import io.muster.protocol.v1.ListNodesRequest;
import io.muster.protocol.v1.ListNodesResponse;
import io.muster.protocol.v1.Node;
import io.muster.protocol.v1.RemoveNodeRequest;
import io.muster.protocol.v1.SelectNodesRequest;
import io.muster.protocol.v1.UpdateGroupsRequest;
import io.muster.protocol.v1.UpdateLabelsRequest;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.store.Database;
import io.muster.store.DatabaseConfig;
import io.muster.store.Migrations;
import io.muster.store.node.FleetReader;
import io.muster.store.node.NodeLedger;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistryVerticleTest {
  private static final Caller CALLER = Caller.system("0".repeat(32));

  private final TestDatabase raw = TestDatabase.copyOf(made -> Migrations.run(config(made)));
  private final List<Vertx> controlPlane = new ArrayList<>();
  private final List<Database> databases = new ArrayList<>();

  @BeforeEach
  void start() throws SQLException {
    sql(
        "INSERT INTO node (id, name, public_key, profile_labels, facts, status) VALUES"
            + " ('web-1','h1','U1','{\"role\":\"web\"}','{\"os\":{\"name\":\"debian\"}}','online'),"
            + " ('web-2','h2','U2','{\"role\":\"web\"}','{}','offline'),"
            + " ('db-1','h3','U3','{}','{}','new')");
    addControlPlaneNode();
  }

  @AfterEach
  void stop() {
    databases.forEach(Database::close);
    controlPlane.forEach(vertx -> await(vertx.close()));
    raw.close();
  }

  private static DatabaseConfig config(TestDatabase made) {
    return new DatabaseConfig(
        made.host(),
        made.port(),
        made.database(),
        made.user(),
        made.passwordFile(),
        Optional.empty(),
        4,
        Duration.ofSeconds(5));
  }

  /** Another node that shares only PostgreSQL: no doorbell reaches it. */
  private Vertx addControlPlaneNode() {
    Vertx vertx = Vertx.vertx();
    Database database = Database.open(vertx, config(raw));
    controlPlane.add(vertx);
    databases.add(database);
    RegistryConfig config = new RegistryConfig(Duration.ofSeconds(5));
    await(
        vertx.deployVerticle(
            new RegistryVerticle(new NodeLedger(database), new FleetReader(database), config),
            new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD)));
    return vertx;
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  private <Q extends Message, R extends Message> R call(Rpc<Q, R> rpc, Q request) {
    return await(new Bus(controlPlane.getFirst()).call(rpc, request, CALLER));
  }

  private <Q extends Message, R extends Message> Failure fail(Rpc<Q, R> rpc, Q request) {
    CompletionException e = assertThrows(CompletionException.class, () -> call(rpc, request));
    return (Failure) e.getCause();
  }

  private void sql(String statement) throws SQLException {
    try (var connection = raw.connect();
        var sql = connection.createStatement()) {
      sql.execute(statement);
    }
  }

  private PickResponse pick(String target) {
    return call(Internal.PICK, PickRequest.newBuilder().setTarget(target).build());
  }

  @Test
  void picksWithPresenceAndKeepsCordonedOnesApart() {
    Node cordoned =
        call(
            NodesApi.CORDON,
            CordonNodeRequest.newBuilder().setId("db-1").setReason("disk").build());
    assertTrue(cordoned.getCordoned());
    PickResponse all = pick("all");
    assertEquals(List.of("web-1", "web-2"), all.getNodeIdsList());
    assertEquals(List.of(true, false), all.getOnlineList());
    assertEquals(List.of("db-1"), all.getCordonedNodeIdsList());
    assertEquals(List.of("web-1"), pick("facts.os.name == 'debian'").getNodeIdsList());
  }

  @Test
  void selectionSeesWhatAnotherControlPlaneNodeJustChanged() {
    Vertx other = addControlPlaneNode();
    UpdateLabelsRequest request =
        UpdateLabelsRequest.newBuilder().setId("db-1").putSet("role", "web").build();
    await(new Bus(other).call(NodesApi.UPDATE_LABELS, request, CALLER));
    assertEquals(
        List.of("db-1", "web-1", "web-2"), pick("labels[\"role\"] == \"web\"").getNodeIdsList());
  }

  @Test
  void manySelectionsAtOnceAreAllOfNow() {
    List<Future<PickResponse>> picks = new ArrayList<>();
    Bus bus = new Bus(controlPlane.getFirst());
    for (int i = 0; i < 200; i++) {
      picks.add(bus.call(Internal.PICK, PickRequest.newBuilder().setTarget("all").build(), CALLER));
    }
    await(Future.all(picks));
    picks.forEach(pick -> assertEquals(3, pick.result().getNodeIdsCount()));
  }

  @Test
  void listsInPages() {
    ListNodesResponse first =
        call(NodesApi.LIST, ListNodesRequest.newBuilder().setPageSize(2).build());
    assertEquals(3, first.getTotal());
    assertEquals(List.of("db-1", "web-1"), ids(first));
    ListNodesResponse second =
        call(
            NodesApi.LIST,
            ListNodesRequest.newBuilder()
                .setPageSize(2)
                .setFacts(true)
                .setPageToken(first.getNextPageToken())
                .build());
    assertEquals(List.of("web-2"), ids(second));
    assertEquals("", second.getNextPageToken());
    assertTrue(second.getNodes(0).hasFacts());
    assertTrue(!first.getNodes(0).hasFacts());
  }

  private static List<String> ids(ListNodesResponse response) {
    return response.getNodesList().stream().map(Node::getId).toList();
  }

  @Test
  void groupsAndFactsOfOneNode() {
    call(
        NodesApi.UPDATE_GROUPS,
        UpdateGroupsRequest.newBuilder().setId("web-1").addAdd("canary").build());
    Node node = call(NodesApi.GET, GetNodeRequest.newBuilder().setId("web-1").build());
    assertEquals(List.of("canary"), node.getGroupsList());
    assertEquals(
        "debian",
        node.getFacts()
            .getFieldsOrThrow("os")
            .getStructValue()
            .getFieldsOrThrow("name")
            .getStringValue());
    assertEquals(List.of("web-1"), pick("'canary' in groups").getNodeIdsList());
  }

  @Test
  void removalRingsAndTakesTheNodeOutOfSelections() throws InterruptedException {
    BlockingQueue<String> revoked = new LinkedBlockingQueue<>();
    controlPlane
        .getFirst()
        .eventBus()
        .<String>consumer(Doorbells.REVOKED, bell -> revoked.add(bell.body()));
    call(NodesApi.REMOVE, RemoveNodeRequest.newBuilder().setId("web-1").build());
    assertEquals("web-1", revoked.poll(10, TimeUnit.SECONDS));
    assertEquals(List.of("db-1", "web-2"), pick("all").getNodeIdsList());
    Failure again = fail(NodesApi.REMOVE, RemoveNodeRequest.newBuilder().setId("web-1").build());
    assertEquals(FailureCode.NOT_FOUND, again.code());
  }

  @Test
  void refusesByValue() {
    assertEquals(
        "target is wrong at 1:1: ", message(FailureCode.INVALID, "label == 'x'").substring(0, 24));
    assertTrue(message(FailureCode.NOT_FOUND, "web-1,ghost").contains("'ghost'"));
    assertEquals(
        0,
        call(NodesApi.SELECT, SelectNodesRequest.newBuilder().setTarget("ghost").build())
            .getNodeIdsCount());
    Failure token =
        fail(NodesApi.LIST, ListNodesRequest.newBuilder().setPageToken("garbage!").build());
    assertEquals(FailureCode.INVALID, token.code());
    Failure both =
        fail(
            NodesApi.UPDATE_LABELS,
            UpdateLabelsRequest.newBuilder()
                .setId("web-1")
                .putSet("a", "b")
                .addRemove("a")
                .build());
    assertEquals(FailureCode.INVALID, both.code());
  }

  private String message(FailureCode code, String target) {
    Failure e = fail(Internal.PICK, PickRequest.newBuilder().setTarget(target).build());
    assertEquals(code, e.code());
    return e.getMessage();
  }
}
