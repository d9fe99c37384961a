package io.muster.server.config;

import static io.muster.server.config.ConfigStage.document;
import static io.muster.server.config.ConfigStage.running;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.protocol.ConfigsApi;
import io.muster.protocol.FailureCode;
import io.muster.protocol.Internal;
import io.muster.protocol.NodesApi;
import io.muster.protocol.Subjects;
import io.muster.protocol.agent.v1.AskConfig;
import io.muster.protocol.agent.v1.Ctl;
import io.muster.protocol.agent.v1.NodeConfig;
import io.muster.protocol.agent.v1.NodeRequest;
import io.muster.protocol.agent.v1.RunningConfig;
import io.muster.protocol.internal.v1.AssignConfigRequest;
import io.muster.protocol.internal.v1.AssignedConfig;
import io.muster.protocol.internal.v1.ConfigChangeRequest;
import io.muster.protocol.internal.v1.StageConfigRequest;
import io.muster.protocol.v1.ApplyConfigRequest;
import io.muster.protocol.v1.BackupConfigsRequest;
import io.muster.protocol.v1.ConfigBackup;
import io.muster.protocol.v1.ConfigChanged;
import io.muster.protocol.v1.ConfigHistoryRequest;
import io.muster.protocol.v1.DeleteConfigRequest;
import io.muster.protocol.v1.DiffConfigRequest;
import io.muster.protocol.v1.EffectiveConfig;
import io.muster.protocol.v1.RestoreConfigsRequest;
import io.muster.protocol.v1.RestoreConfigsResponse;
import io.muster.protocol.v1.SetConfigRequest;
import io.muster.protocol.v1.ShowConfigRequest;
import io.muster.protocol.v1.UnsetConfigRequest;
import io.muster.protocol.v1.UpdateLabelsRequest;
import io.muster.runtime.Failure;
import io.muster.server.Stage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigVerticleTest {
  @TempDir Path dir;
  private ConfigStage control;
  private Stage stage;

  @BeforeEach
  void start() throws Exception {
    control = new ConfigStage(dir, "a", "b", "c");
    stage = control.stage;
  }

  @AfterEach
  void stop() {
    control.close();
  }

  @Test
  void anAgentIsToldAsksAndIsAnsweredOnlyWithWhatIsNew() {
    ConfigStage.Agent a = control.new Agent("a");
    assertEquals(0, a.ask().getComponentsCount());
    ConfigChanged changed = control.apply("all", "{\"log\":{\"level\":\"debug\"}}");
    assertEquals(List.of("a", "b", "c"), changed.getNodeIdsList());
    Stage.await("the word", () -> a.orders.stream().anyMatch(Ctl::hasFetchConfig));
    NodeConfig config = a.only();
    assertEquals("{\"log\":{\"level\":\"debug\"}}", config.getDocumentJson());
    assertEquals(changed.getDocument().getRevision(), config.getRevision());
    var known = a.ask(running(config.getRevision()));
    assertEquals(List.of("agent"), known.getComponentsList());
    assertEquals(0, known.getConfigsCount());
    assertEquals("a", known.getNodeId());
  }

  @Test
  void layersMergeAndTheNodesOwnDocumentIsLast() {
    control.apply("all", "{\"limits\":{\"parallel\":4,\"queue\":10}}");
    control.apply("labels[\"role\"] == \"web\"", "{\"limits\":{\"parallel\":8}}");
    set("a", "limits.queue", "20");
    assertEquals("{\"limits\":{\"parallel\":4,\"queue\":20}}", json("a"));
    stage.call(
        NodesApi.UPDATE_LABELS,
        UpdateLabelsRequest.newBuilder().setId("a").putSet("role", "web").build());
    assertEquals("{\"limits\":{\"parallel\":8,\"queue\":20}}", json("a"));
    EffectiveConfig shown = show("a");
    Map<String, Long> origins =
        shown.getComponents(0).getOriginsList().stream()
            .collect(java.util.stream.Collectors.toMap(o -> o.getKey(), o -> o.getRevision()));
    assertEquals(3, shown.getComponents(0).getDocumentsCount());
    assertTrue(origins.get("limits.parallel") < origins.get("limits.queue"));
    stage.call(
        ConfigsApi.UNSET,
        UnsetConfigRequest.newBuilder()
            .setComponent("agent")
            .setNodeId("a")
            .setKey("limits.queue")
            .build());
    assertEquals("{\"limits\":{\"parallel\":8,\"queue\":10}}", json("a"));
  }

  @Test
  void aNodesNumberGrowsWhenATargetCeasesToPickItAndWhenADocumentEnds() {
    ConfigStage.Agent a = control.new Agent("a");
    label("a", "role", "web");
    control.apply("labels[\"role\"] == \"web\"", "{\"log\":{\"level\":\"debug\"}}");
    control.apply("all", "{\"limits\":{\"queue\":7}}");
    long first = a.only().getRevision();
    long orders = a.orders.size();
    label("a", "role", "db");
    Stage.await("the word of the settling", () -> a.orders.size() > orders);
    NodeConfig second = a.only(running(first));
    assertTrue(second.getRevision() > first);
    assertEquals("{\"limits\":{\"queue\":7}}", second.getDocumentJson());
    stage.call(
        ConfigsApi.DELETE,
        DeleteConfigRequest.newBuilder().setComponent("agent").setTarget("all").build());
    assertEquals(0, a.ask(running(second.getRevision())).getComponentsCount());
    label("a", "role", "web");
    assertTrue(a.only().getRevision() > second.getRevision());
  }

  @Test
  void whatIsWrongIsRefusedByNameAndNothingIsKept() {
    Failure wrong =
        stage.fail(
            stage.start(
                ConfigsApi.APPLY,
                document(
                        "all",
                        "{\"limits\":{\"parallel\":0},\"nats\":{},\"log\":{\"level\":\"loud\"},"
                            + "\"node\":{\"labels\":{\"k\":\"${secret:db}\"}}}")
                    .build()));
    assertEquals(FailureCode.INVALID, wrong.code());
    for (String named : List.of("limits.parallel is '0'", "nats cannot", "log.level", "'db'")) {
      assertTrue(wrong.getMessage().contains(named), wrong.getMessage());
    }
    assertEquals(
        FailureCode.NOT_FOUND,
        stage.fail(stage.start(ConfigsApi.APPLY, document("ghost", "{}").build())).code());
    assertEquals(
        FailureCode.INVALID,
        stage
            .fail(stage.start(ConfigsApi.APPLY, document("status == 'online'", "{}").build()))
            .code());
    assertEquals("", json("a"));
  }

  @Test
  void aDryRunChangesNothingAndAnOldExpectationIsRefused() {
    ApplyConfigRequest.Builder request = document("b", "{\"log\":{\"level\":\"warn\"}}");
    ConfigChanged planned = stage.call(ConfigsApi.APPLY, request.clone().setDryRun(true).build());
    assertTrue(planned.getChanged());
    assertEquals(List.of("b"), planned.getNodeIdsList());
    assertEquals("log.level", planned.getChanges(0).getKey());
    assertEquals("", json("b"));
    stage.call(ConfigsApi.APPLY, request.clone().setExpectedRevision(0).build());
    assertEquals(
        FailureCode.CONFLICT,
        stage
            .fail(stage.start(ConfigsApi.APPLY, document("b", "{}").setExpectedRevision(0).build()))
            .code());
    assertFalse(stage.call(ConfigsApi.APPLY, request.build()).getChanged());
  }

  @Test
  void statusSaysWhoRunsWhatAndWhoRefuses() {
    ConfigStage.Agent a = control.new Agent("a");
    ConfigStage.Agent b = control.new Agent("b");
    stage.sql("UPDATE node SET status = 'offline' WHERE id = 'c'");
    long revision = control.apply("all", "{\"limits\":{\"queue\":7}}").getDocument().getRevision();
    a.beat(running(revision));
    b.beat(
        RunningConfig.newBuilder()
            .setComponent("agent")
            .setRefusedRevision(revision)
            .setRefusedReason("limits.queue is 7, which is too few here")
            .build());
    Stage.await(
        "what they report",
        () ->
            control
                .status()
                .getCountsMap()
                .equals(Map.of("converged", 1, "refused", 1, "offline", 1)));
    assertEquals(
        "limits.queue is 7, which is too few here",
        control.status().getNodes(1).getRefusedReason());
    assertEquals(
        0,
        b.ask(RunningConfig.newBuilder().setComponent("agent").setRefusedRevision(revision).build())
            .getConfigsCount());
    control.apply("all", "{\"limits\":{\"queue\":9}}");
    var diff =
        stage.call(
            ConfigsApi.DIFF,
            DiffConfigRequest.newBuilder().setComponent("agent").setNodeId("a").build());
    assertEquals("7", diff.getChanges(0).getBeforeJson());
    assertEquals("9", diff.getChanges(0).getAfterJson());
  }

  @Test
  void anAgentThatIsAheadOfThisDatabaseStillGetsWhatItIsToRun() {
    ConfigStage.Agent a = control.new Agent("a");
    control.apply("all", "{\"limits\":{\"queue\":7}}");
    assertEquals(901, a.only(running(900)).getRevision());
    assertEquals(0, a.ask(running(901)).getConfigsCount());
  }

  @Test
  void aBackupGoesBackAndTheSecondTimeChangesNothing() {
    control.apply("all", "{\"limits\":{\"queue\":7}}");
    set("a", "log.level", "\"debug\"");
    ConfigBackup backup = stage.call(ConfigsApi.BACKUP, BackupConfigsRequest.getDefaultInstance());
    assertEquals(2, backup.getDocumentsCount());
    control.apply("all", "{\"limits\":{\"queue\":8}}");
    stage.call(
        ConfigsApi.DELETE,
        DeleteConfigRequest.newBuilder().setComponent("agent").setNodeId("a").build());
    RestoreConfigsRequest.Builder restore =
        RestoreConfigsRequest.newBuilder().addAllDocuments(backup.getDocumentsList());
    assertEquals(
        List.of("changed", "created"),
        outcomes(stage.call(ConfigsApi.RESTORE, restore.clone().setDryRun(true).build())));
    assertEquals("{\"limits\":{\"queue\":8}}", json("a"));
    RestoreConfigsResponse restored = stage.call(ConfigsApi.RESTORE, restore.build());
    assertEquals(3, restored.getNodes());
    assertEquals("{\"limits\":{\"queue\":7},\"log\":{\"level\":\"debug\"}}", json("a"));
    assertEquals(
        List.of("unchanged", "unchanged"),
        outcomes(stage.call(ConfigsApi.RESTORE, restore.build())));
    var history =
        stage.call(
            ConfigsApi.HISTORY,
            ConfigHistoryRequest.newBuilder().setComponent("agent").setNodeId("a").build());
    assertEquals(3, history.getRevisionsCount());
    assertTrue(history.getRevisions(1).getDeleted());
  }

  private static List<String> outcomes(RestoreConfigsResponse response) {
    return response.getDocumentsList().stream().map(one -> one.getOutcome()).toList();
  }

  @Test
  void aChangeReachesNodesOneAfterTheOtherAndIsTakenBack() {
    ConfigStage.Agent a = control.new Agent("a");
    control.apply("all", "{\"limits\":{\"queue\":1}}");
    long before = a.only().getRevision();
    stage.call(
        Internal.STAGE_CONFIG,
        StageConfigRequest.newBuilder()
            .setChangeId("r1")
            .setComponent("agent")
            .setTarget("all")
            .setDocumentJson("{\"limits\":{\"queue\":2}}")
            .build());
    assertEquals(0, a.ask(running(before)).getConfigsCount());
    AssignedConfig assigned = stage.call(Internal.ASSIGN_CONFIG, nodes("r1", "a"));
    NodeConfig given = a.only(running(before));
    assertEquals(assigned.getRevision(), given.getRevision());
    assertEquals("{\"limits\":{\"queue\":2}}", given.getDocumentJson());
    assertEquals("{\"limits\":{\"queue\":1}}", json("b"));
    AssignedConfig reverted = stage.call(Internal.REVERT_CONFIG, nodes("r1", "a"));
    NodeConfig back = a.only(running(given.getRevision()));
    assertEquals(reverted.getRevision(), back.getRevision());
    assertEquals("{\"limits\":{\"queue\":1}}", back.getDocumentJson());
    stage.call(Internal.ASSIGN_CONFIG, nodes("r1", "a", "b"));
    stage.call(Internal.FINISH_CONFIG, ConfigChangeRequest.newBuilder().setChangeId("r1").build());
    assertEquals("{\"limits\":{\"queue\":2}}", json("c"));
  }

  @Test
  void anotherControlPlaneNodeSettlesTheSame() throws Exception {
    String second = stage.deploy(control.verticle("cp-2"));
    ConfigStage.Agent a = control.new Agent("a");
    for (int i = 0; i < 10; i++) {
      long revision =
          control.apply("all", "{\"limits\":{\"queue\":" + i + "}}").getDocument().getRevision();
      NodeConfig config = a.only();
      assertEquals("{\"limits\":{\"queue\":" + i + "}}", config.getDocumentJson());
      assertEquals(revision, config.getRevision());
    }
    Stage.await(stage.vertx.undeploy(second));
  }

  @Test
  void answersNobodyInAnothersName() {
    ConfigStage.Agent a = control.new Agent("a");
    NodeRequest forged =
        NodeRequest.newBuilder().setNodeId("b").setConfig(AskConfig.getDefaultInstance()).build();
    a.link.publish(Subjects.catchup("a"), Subjects.inboxPrefix("a") + "x", forged.toByteArray());
    NodeRequest elsewhere = forged.toBuilder().setNodeId("a").build();
    a.link.publish(Subjects.catchup("a"), Subjects.ctl("b"), elsewhere.toByteArray());
    Stage.await("both refusals", () -> stage.count("muster.config.asks.refused") == 2);
    assertEquals(0, stage.count("muster.config.asks.answered"));
  }

  private static AssignConfigRequest nodes(String change, String... nodes) {
    return AssignConfigRequest.newBuilder()
        .setChangeId(change)
        .addAllNodeIds(List.of(nodes))
        .build();
  }

  private void set(String node, String key, String json) {
    stage.call(
        ConfigsApi.SET,
        SetConfigRequest.newBuilder()
            .setComponent("agent")
            .setNodeId(node)
            .setKey(key)
            .setValueJson(json)
            .build());
  }

  private void label(String node, String key, String value) {
    stage.call(
        NodesApi.UPDATE_LABELS,
        UpdateLabelsRequest.newBuilder().setId(node).putSet(key, value).build());
  }

  private EffectiveConfig show(String node) {
    return stage.call(ConfigsApi.SHOW, ShowConfigRequest.newBuilder().setNodeId(node).build());
  }

  private String json(String node) {
    EffectiveConfig shown = show(node);
    return shown.getComponentsCount() == 0 ? "" : shown.getComponents(0).getDocumentJson();
  }
}
