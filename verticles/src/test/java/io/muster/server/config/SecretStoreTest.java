package io.muster.server.config;

import static io.muster.server.config.ConfigStage.running;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.MessageOrBuilder;
import io.muster.protocol.ConfigsApi;
import io.muster.protocol.FailureCode;
import io.muster.protocol.Internal;
import io.muster.protocol.SecretsApi;
import io.muster.protocol.agent.v1.NodeConfig;
import io.muster.protocol.agent.v1.NodeConfigs;
import io.muster.protocol.internal.v1.StageConfigRequest;
import io.muster.protocol.v1.BackupConfigsRequest;
import io.muster.protocol.v1.ConfigHistoryRequest;
import io.muster.protocol.v1.DeleteSecretRequest;
import io.muster.protocol.v1.DiffConfigRequest;
import io.muster.protocol.v1.GetConfigRequest;
import io.muster.protocol.v1.ListSecretsRequest;
import io.muster.protocol.v1.SetSecretRequest;
import io.muster.protocol.v1.SetSecretResponse;
import io.muster.protocol.v1.ShowConfigRequest;
import io.muster.protocol.v1.ValidateConfigRequest;
import io.muster.runtime.Failure;
import io.muster.server.Stage;
import io.muster.trust.SecretBox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretStoreTest {
  private static final String VALUE = "correct \"horse\" battery";
  private static final String REFERENCE = "{\"node\":{\"labels\":{\"k\":\"<${secret:db/pass}>\"}}}";
  @TempDir Path dir;
  private ConfigStage control;
  private Stage stage;

  @BeforeEach
  void start() throws IOException {
    control = new ConfigStage(dir, "a", "b");
    stage = control.stage;
  }

  @AfterEach
  void stop() {
    control.close();
  }

  private SetSecretResponse set(String name, String value) {
    return stage.call(
        SecretsApi.SET, SetSecretRequest.newBuilder().setName(name).setValue(value).build());
  }

  private static String resolved(String value) {
    return REFERENCE.replace("${secret:db/pass}", value.replace("\"", "\\\""));
  }

  private void withoutValue(MessageOrBuilder message) {
    assertFalse(message.toString().contains("horse"), message.toString());
  }

  @Test
  void onlyTheAnswerToANodeHasTheValue() {
    withoutValue(set("db/pass", VALUE));
    withoutValue(control.apply("a", REFERENCE));
    NodeConfig given = control.new Agent("a").only();
    assertEquals(resolved(VALUE), given.getDocumentJson());
    assertEquals(List.of(VALUE), given.getSecretsList());
    var show = ShowConfigRequest.newBuilder().setNodeId("a").build();
    withoutValue(stage.call(ConfigsApi.SHOW, show));
    var get = GetConfigRequest.newBuilder().setComponent("agent").setNodeId("a").build();
    assertEquals(REFERENCE, stage.call(ConfigsApi.GET, get).getDocumentJson());
    var history = ConfigHistoryRequest.newBuilder().setComponent("agent").setNodeId("a").build();
    withoutValue(stage.call(ConfigsApi.HISTORY, history));
    withoutValue(stage.call(ConfigsApi.BACKUP, BackupConfigsRequest.getDefaultInstance()));
    var diff = DiffConfigRequest.newBuilder().setComponent("agent").setNodeId("a").build();
    withoutValue(stage.call(ConfigsApi.DIFF, diff));
    var list = stage.call(SecretsApi.LIST, ListSecretsRequest.getDefaultInstance());
    withoutValue(list);
    assertEquals("db/pass", list.getSecrets(0).getName());
    assertEquals(1, list.getSecrets(0).getDocuments());
    assertEquals(
        "0",
        stage.value(
            "SELECT (SELECT count(*) FROM secret s WHERE position('horse' IN encode(s.sealed, 'escape')) > 0)"
                + " + (SELECT count(*) FROM config_revision WHERE content LIKE '%horse%')"));
    assertEquals(0, control.new Agent("b").ask().getConfigsCount());
  }

  @Test
  void aChangedOneIsANewRevisionForThoseWhoUseIt() {
    set("db/pass", "first value");
    control.apply("a", REFERENCE);
    control.apply("b", "{\"limits\":{\"queue\":5}}");
    ConfigStage.Agent a = control.new Agent("a");
    ConfigStage.Agent b = control.new Agent("b");
    long before = a.only().getRevision();
    long other = b.only().getRevision();
    assertFalse(set("db/pass", "first value").getChanged());
    assertEquals(0, a.ask(running(before)).getConfigsCount());
    SetSecretResponse changed = set("db/pass", "second value");
    assertEquals(1, changed.getNodes());
    Stage.await("the word", () -> a.orders.stream().anyMatch(order -> order.hasFetchConfig()));
    NodeConfig after = a.only(running(before));
    assertTrue(after.getRevision() > before);
    assertEquals(resolved("second value"), after.getDocumentJson());
    assertEquals(0, b.ask(running(other)).getConfigsCount());
  }

  /** A control-plane node that dies after the commit has told nobody. */
  @Test
  void whoeverIsAskedNextGivesTheNewValue() throws IOException {
    set("db/pass", "first value");
    control.apply("a", REFERENCE);
    ConfigStage.Agent a = control.new Agent("a");
    long before = a.only().getRevision();
    stage
        .vertx
        .eventBus()
        .addOutboundInterceptor(
            call -> {
              if (!call.message().address().equals(Internal.MATCH.address())) {
                call.next();
              } else if (stage.vertx.deploymentIDs().contains(control.deployed)) {
                stage.vertx.undeploy(control.deployed); // it dies while it settles
              } else {
                call.next();
              }
            });
    stage.start(
        SecretsApi.SET,
        SetSecretRequest.newBuilder().setName("db/pass").setValue("second value").build());
    Stage.await("its end", () -> !stage.vertx.deploymentIDs().contains(control.deployed));
    stage.deploy(control.verticle("cp-2"));
    stage.link.flush(Duration.ofSeconds(10)).join();
    assertEquals(resolved("second value"), a.only(running(before)).getDocumentJson());
  }

  @Test
  void oneThatIsNotThereIsRefusedByName() {
    Failure refused =
        stage.fail(stage.start(ConfigsApi.APPLY, ConfigStage.document("a", REFERENCE).build()));
    assertEquals(FailureCode.INVALID, refused.code());
    assertTrue(refused.getMessage().contains("'db/pass'"), refused.getMessage());
    StageConfigRequest staged =
        StageConfigRequest.newBuilder()
            .setChangeId("r1")
            .setComponent("agent")
            .setTarget("all")
            .setDocumentJson(REFERENCE)
            .build();
    assertEquals(
        FailureCode.INVALID, stage.fail(stage.start(Internal.STAGE_CONFIG, staged)).code());
    var verdict =
        stage.call(
            ConfigsApi.VALIDATE,
            ValidateConfigRequest.newBuilder()
                .setComponent("agent")
                .setDocumentJson(REFERENCE)
                .build());
    assertFalse(verdict.getValid());
    assertTrue(verdict.getProblems(0).contains("node.labels.k refers to the secret 'db/pass'"));
  }

  @Test
  void oneInUseGoesOnlyByForceAndNodesKeepWhatTheyHave() {
    set("db/pass", VALUE);
    control.apply("a", REFERENCE);
    ConfigStage.Agent a = control.new Agent("a");
    long before = a.only().getRevision();
    var delete = DeleteSecretRequest.newBuilder().setName("db/pass");
    Failure used = stage.fail(stage.start(SecretsApi.DELETE, delete.build()));
    assertEquals(FailureCode.CONFLICT, used.code());
    assertTrue(used.getMessage().contains("agent for node a"), used.getMessage());
    stage.call(SecretsApi.DELETE, delete.setForce(true).build());
    NodeConfigs answer = a.ask(running(before));
    assertEquals(List.of("agent"), answer.getComponentsList(), "it is not taken back");
    assertEquals(0, answer.getConfigsCount());
    assertEquals(
        FailureCode.NOT_FOUND, stage.fail(stage.start(SecretsApi.DELETE, delete.build())).code());
    set("db/pass", "another value");
    assertEquals(resolved("another value"), a.only(running(before)).getDocumentJson());
    control.apply("a", "{}");
    stage.call(SecretsApi.DELETE, delete.setForce(false).build());
  }

  @Test
  void anotherKeySealsThemAnewAndOneThatIsNotTheirsOpensNothing() throws IOException {
    set("db/pass", VALUE);
    control.apply("a", REFERENCE);
    String sealed = stage.value("SELECT encode(sealed, 'hex') FROM secret");
    ConfigStage.Agent a = control.new Agent("a");
    long before = a.only().getRevision();
    Stage.await(stage.vertx.undeploy(control.deployed));
    String strange =
        stage.deploy(
            control.verticle("cp-2", SecretBox.parse(SecretBox.newKey()), Duration.ofSeconds(1)));
    stage.link.flush(Duration.ofSeconds(10)).join();
    assertEquals(0, a.ask().getConfigsCount());
    Stage.await(stage.vertx.undeploy(strange));
    String newKey = SecretBox.newKey();
    String old = Files.readString(stage.secrets.folder().dir().resolve("secrets.key"));
    String both =
        stage.deploy(
            control.verticle("cp-3", SecretBox.parse(newKey + "\n" + old), Duration.ofSeconds(1)));
    Stage.await(
        "the new seal",
        () -> !stage.value("SELECT encode(sealed, 'hex') FROM secret").equals(sealed));
    Stage.await(stage.vertx.undeploy(both));
    stage.deploy(control.verticle("cp-4", SecretBox.parse(newKey), Duration.ofSeconds(1)));
    stage.link.flush(Duration.ofSeconds(10)).join();
    assertEquals(resolved(VALUE), a.only().getDocumentJson());
    assertEquals(before, a.only().getRevision(), "the value is the same");
  }
}
