package io.muster.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Message;
import io.muster.protocol.ConfigsApi;
import io.muster.protocol.FailureCode;
import io.muster.protocol.Rpc;
import io.muster.protocol.SecretsApi;
import io.muster.protocol.v1.ApplyConfigRequest;
import io.muster.protocol.v1.ConfigChanged;
import io.muster.protocol.v1.ConfigDocument;
import io.muster.protocol.v1.ConfigHistoryRequest;
import io.muster.protocol.v1.ConfigStatusRequest;
import io.muster.protocol.v1.DeleteConfigRequest;
import io.muster.protocol.v1.DiffConfigRequest;
import io.muster.protocol.v1.GetConfigRequest;
import io.muster.protocol.v1.ListConfigsRequest;
import io.muster.protocol.v1.SetConfigRequest;
import io.muster.protocol.v1.SetSecretRequest;
import io.muster.protocol.v1.ShowConfigRequest;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.server.Stage;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody who is limited to the node a sees and changes of configuration. */
class ConfigScopeTest {
  private static final String LIMIT = "id in [\"a\"]";
  private static final Caller TOM =
      new Caller("tom", Set.of("operator"), LIMIT, "token:t", "0".repeat(32));

  @TempDir Path dir;
  private ConfigStage control;

  @BeforeEach
  void start() throws IOException {
    control = new ConfigStage(dir, "a", "b", "c");
  }

  @AfterEach
  void stop() {
    control.close();
  }

  private <Q extends Message, R extends Message> Future<R> asked(Rpc<Q, R> rpc, Q request) {
    return new Bus(control.stage.vertx).call(rpc, request, TOM);
  }

  private <Q extends Message, R extends Message> R tom(Rpc<Q, R> rpc, Q request) {
    return Stage.await(asked(rpc, request));
  }

  private <Q extends Message, R extends Message> FailureCode refused(Rpc<Q, R> rpc, Q request) {
    return control.stage.fail(asked(rpc, request)).code();
  }

  private static ApplyConfigRequest document(String target, String level) {
    return ConfigStage.document(target, "{\"log\":{\"level\":\"" + level + "\"}}").build();
  }

  @Test
  void aDocumentOfATargetIsKeptWithinHisLimit() {
    ConfigChanged changed = tom(ConfigsApi.APPLY, document("id != \"\"", "debug"));
    assertEquals(List.of("a"), changed.getNodeIdsList());
    String target = changed.getDocument().getTarget();
    assertEquals("(id != \"\") && (" + LIMIT + ")", target);
    ConfigChanged again = tom(ConfigsApi.APPLY, document("id != \"\"", "trace"));
    assertEquals(target, again.getDocument().getTarget());
    assertTrue(again.getChanged());
    ConfigChanged byItsName = tom(ConfigsApi.APPLY, document(target, "trace"));
    assertFalse(byItsName.getChanged(), "what is limited is not limited again");
    assertEquals(LIMIT, tom(ConfigsApi.APPLY, document("all", "warn")).getDocument().getTarget());
    assertEquals(0, control.new Agent("b").ask().getConfigsCount());
  }

  @Test
  void whatOthersWroteForMoreNodesIsNotHisToChange() {
    control.apply("id != \"\"", "{\"log\":{\"level\":\"info\"}}");
    tom(
        ConfigsApi.SET,
        SetConfigRequest.newBuilder()
            .setComponent("agent")
            .setTarget("id != \"\"")
            .setKey("log.level")
            .setValueJson("\"debug\"")
            .build());
    assertEquals("{\"log\":{\"level\":\"info\"}}", control.new Agent("b").only().getDocumentJson());
    assertEquals(
        "{\"log\":{\"level\":\"debug\"}}", control.new Agent("a").only().getDocumentJson());
    tom(
        ConfigsApi.DELETE,
        DeleteConfigRequest.newBuilder().setComponent("agent").setTarget("id != \"\"").build());
    assertEquals("{\"log\":{\"level\":\"info\"}}", control.new Agent("a").only().getDocumentJson());
    var forged = document("(id == \"b\") || (id != \"\") && (" + LIMIT + ")", "debug");
    assertEquals(List.of("a"), tom(ConfigsApi.APPLY, forged).getNodeIdsList());
  }

  @Test
  void otherNodesAreNotThere() {
    control.apply("b", "{\"log\":{\"level\":\"info\"}}");
    ConfigDocument ofB = control.apply("b,c", "{\"log\":{\"level\":\"warn\"}}").getDocument();
    for (String target : List.of("b", "b,c", "a,b")) {
      assertEquals(FailureCode.NOT_FOUND, refused(ConfigsApi.APPLY, document(target, "debug")));
    }
    assertEquals(
        FailureCode.NOT_FOUND,
        refused(
            ConfigsApi.DELETE,
            DeleteConfigRequest.newBuilder().setComponent("agent").setNodeId("b").build()));
    assertEquals(
        FailureCode.NOT_FOUND,
        refused(
            ConfigsApi.GET,
            GetConfigRequest.newBuilder().setComponent("agent").setNodeId("b").build()));
    assertEquals(
        FailureCode.NOT_FOUND,
        refused(
            ConfigsApi.HISTORY,
            ConfigHistoryRequest.newBuilder().setComponent("agent").setTarget("b,c").build()));
    assertEquals(
        FailureCode.NOT_FOUND,
        refused(ConfigsApi.SHOW, ShowConfigRequest.newBuilder().setNodeId("b").build()));
    assertEquals(
        FailureCode.NOT_FOUND,
        refused(
            ConfigsApi.DIFF,
            DiffConfigRequest.newBuilder().setComponent("agent").setNodeId("b").build()));
    assertEquals(
        FailureCode.NOT_FOUND,
        refused(
            ConfigsApi.DIFF,
            DiffConfigRequest.newBuilder().setComponent("agent").setTo(ofB.getRevision()).build()));
    assertEquals(
        0, tom(ConfigsApi.LIST, ListConfigsRequest.getDefaultInstance()).getDocumentsCount());
    control.apply("all", "{\"log\":{\"level\":\"error\"}}");
    assertEquals(
        1, tom(ConfigsApi.LIST, ListConfigsRequest.getDefaultInstance()).getDocumentsCount());
    var status = tom(ConfigsApi.STATUS, ConfigStatusRequest.newBuilder().setAll(true).build());
    assertEquals(
        List.of("a"), status.getNodesList().stream().map(node -> node.getNodeId()).toList());
  }

  @Test
  void aSecretIsNotHisToReferTo() {
    String reference = "{\"password\":\"${secret:db}\"}";
    Bus bus = new Bus(control.stage.vertx);
    Stage.await(
        bus.call(
            SecretsApi.SET,
            SetSecretRequest.newBuilder().setName("db").setValue("not for everybody").build(),
            Caller.system("0".repeat(32))));
    ApplyConfigRequest.Builder mine = ConfigStage.document("a", reference).setComponent("shop");
    Failure failure = control.stage.fail(asked(ConfigsApi.APPLY, mine.build()));
    assertEquals(FailureCode.DENIED, failure.code());
    assertTrue(failure.getMessage().contains("'db'"), failure.getMessage());
    assertEquals(
        FailureCode.DENIED, refused(ConfigsApi.APPLY, mine.setDryRun(true).build()), "a plan too");
    SetConfigRequest.Builder set =
        SetConfigRequest.newBuilder().setComponent("shop").setTarget("a").setKey("password");
    assertEquals(
        FailureCode.DENIED, refused(ConfigsApi.SET, set.setValueJson("\"${secret:db}\"").build()));
    Stage.await(
        bus.call(ConfigsApi.APPLY, mine.setDryRun(false).build(), Caller.system("0".repeat(32))));
    tom(ConfigsApi.SET, set.setKey("port").setValueJson("5432").build());
    assertEquals(
        "{\"password\":\"not for everybody\",\"port\":5432}",
        control.new Agent("a").only().getDocumentJson(),
        "what others put there stays");
  }
}
