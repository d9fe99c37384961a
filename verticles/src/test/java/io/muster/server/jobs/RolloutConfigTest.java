package io.muster.server.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.protocol.ConfigsApi;
import io.muster.protocol.FailureCode;
import io.muster.protocol.Internal;
import io.muster.protocol.JobsApi;
import io.muster.protocol.RolloutsApi;
import io.muster.protocol.Rpc;
import io.muster.protocol.v1.ApplyConfigRequest;
import io.muster.protocol.v1.GetRolloutRequest;
import io.muster.protocol.v1.RolledConfig;
import io.muster.protocol.v1.Rollout;
import io.muster.protocol.v1.RolloutNode;
import io.muster.protocol.v1.RolloutPlan;
import io.muster.protocol.v1.ShowConfigRequest;
import io.muster.protocol.v1.StartRolloutRequest;
import io.muster.protocol.v1.SteerRolloutRequest;
import io.muster.runtime.Failure;
import io.muster.server.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rollouts of a configuration with agents that take and refuse it. */
class RolloutConfigTest {
  private static final List<String> NODES = List.of("n1", "n2", "n3", "n4");
  private static final String OLD = "{\"limits\":{\"queue\":10}}";
  private static final String NEW = "{\"limits\":{\"queue\":20}}";

  @TempDir Path dir;
  private ControlPlane plane;
  private final Map<String, ConfiguredAgent> agents = new HashMap<>();

  @BeforeEach
  void start() throws IOException {
    plane = new ControlPlane(dir, NODES.toArray(String[]::new));
    plane.dispatch();
    plane.connector(Duration.ofSeconds(3));
    plane.configs();
  }

  @AfterEach
  void stop() {
    plane.close();
  }

  private void agents(BiPredicate<String, String> refuses) throws IOException {
    for (String node : NODES) {
      agents.put(node, new ConfiguredAgent(plane.stage, node, refuses));
    }
  }

  private ApplyConfigRequest document(String json) {
    return ApplyConfigRequest.newBuilder()
        .setComponent("agent")
        .setTarget("all")
        .setDocumentJson(json)
        .build();
  }

  private void apply(String json) {
    plane.stage.call(ConfigsApi.APPLY, document(json));
    agents.values().forEach(ConfiguredAgent::take);
  }

  private static StartRolloutRequest.Builder rolling(String name) {
    return StartRolloutRequest.newBuilder()
        .setName(name)
        .setTarget("all")
        .setConfig(RolledConfig.newBuilder().setComponent("agent").setDocumentJson(NEW))
        .setBatchSize("2")
        .setAutoAdvance(true);
  }

  private Rollout begin(StartRolloutRequest.Builder request) {
    return plane.stage.call(RolloutsApi.START, request.build());
  }

  private Rollout get(String name) {
    return plane.stage.call(
        RolloutsApi.GET, GetRolloutRequest.newBuilder().setId(name).setNodes(true).build());
  }

  /** False as well when it cannot be told: the verticle that was asked may have died meanwhile. */
  private boolean isIn(String name, String state) {
    try {
      return get(name).getState().equals(state);
    } catch (CompletionException e) {
      if (e.getCause() instanceof Failure failure && failure.code() == FailureCode.UNAVAILABLE) {
        return false;
      }
      throw e;
    }
  }

  private Rollout awaitState(String name, String state) {
    try {
      Stage.await("state " + state, () -> isIn(name, state));
    } catch (AssertionError e) {
      throw new AssertionError("it is " + get(name), e);
    }
    return get(name);
  }

  private void steer(Rpc<SteerRolloutRequest, Rollout> verb, String name) {
    plane.stage.call(verb, SteerRolloutRequest.newBuilder().setId(name).build());
  }

  private static Map<String, String> states(Rollout rollout) {
    Map<String, String> states = new HashMap<>();
    for (RolloutNode node : rollout.getNodeListList()) {
      states.put(node.getNodeId(), node.getState());
    }
    return states;
  }

  /** What a node is to run by the control plane's own word. */
  private String wanted(String node) {
    return plane
        .stage
        .call(ConfigsApi.SHOW, ShowConfigRequest.newBuilder().setNodeId(node).build())
        .getComponentsList()
        .stream()
        .map(component -> component.getDocumentJson())
        .findFirst()
        .orElse("");
  }

  @Test
  void aPlanShowsWhatChangesForWhichNodes() throws IOException {
    plane.rollouts("cp1");
    agents((node, json) -> false);
    apply(OLD);
    plane.stage.call(
        ConfigsApi.APPLY,
        document("{\"limits\":{\"queue\":20}}").toBuilder().setTarget("n1,n2").build());
    RolloutPlan plan = plane.stage.call(RolloutsApi.PLAN, rolling("p").build());
    assertEquals(2, plan.getBatchesCount());
    assertEquals(2, plan.getChangesCount(), plan.toString());
    assertEquals(List.of("n1", "n2"), plan.getChanges(0).getNodeIdsList());
    assertEquals(0, plan.getChanges(0).getChangesCount(), "another document says it already");
    assertEquals("limits.queue", plan.getChanges(1).getChanges(0).getKey());
    assertEquals("10", plan.getChanges(1).getChanges(0).getBeforeJson());
    assertEquals("20", plan.getChanges(1).getChanges(0).getAfterJson());
    assertEquals("0", plane.stage.value("SELECT count(*) FROM config_change"));
    Failure wrong =
        plane.stage.fail(
            plane.stage.start(
                RolloutsApi.START,
                rolling("wrong")
                    .setConfig(
                        RolledConfig.newBuilder()
                            .setComponent("agent")
                            .setDocumentJson("{\"limits\":{\"queue\":\"many\"}}"))
                    .build()));
    assertEquals(FailureCode.INVALID, wrong.code());
    assertTrue(wrong.getMessage().contains("limits.queue"), wrong.getMessage());
  }

  @Test
  void batchesTakeItAndThenItIsTheDocumentOfAll() throws IOException {
    plane.stage.sql("UPDATE node SET status = 'offline' WHERE id = 'n4'");
    plane.rollouts("cp1");
    agents((node, json) -> false);
    apply(OLD);
    begin(rolling("a").setAutoAdvance(false));
    Stage.await("the gate", () -> get("a").getGate().equals("approval"));
    assertEquals(NEW, agents.get("n1").last());
    assertEquals(OLD, wanted("n3"));
    Failure held = plane.stage.fail(plane.stage.start(ConfigsApi.APPLY, document("{}")));
    assertEquals(FailureCode.CONFLICT, held.code());
    steer(RolloutsApi.PROMOTE, "a");
    Rollout done = awaitState("a", "succeeded");
    assertEquals(Map.of("succeeded", 3, "skipped", 1), done.getNodesMap());
    assertEquals(NEW, wanted("n4"), "it gets it when it returns");
    apply(OLD);
    steer(RolloutsApi.ROLLBACK, "a");
    Rollout late = awaitState("a", "rollback_failed");
    assertTrue(late.getNodeList(0).getMessage().contains("was changed again"), late.toString());
    assertEquals(OLD, wanted("n1"));
  }

  @Test
  void aRefusalRollsBackExactlyWhatWasChanged() throws IOException {
    plane.rollouts("cp1");
    agents((node, json) -> node.equals("n3") && json.equals(NEW));
    apply(OLD);
    begin(rolling("b").setBatchSize("1").setOnFailure("rollback"));
    Rollout back = awaitState("b", "rolled_back");
    assertEquals(
        Map.of("n1", "undone", "n2", "undone", "n3", "undone", "n4", "waiting"), states(back));
    assertTrue(back.getReason().contains("1 of 4 nodes failed"), back.getReason());
    assertEquals(List.of(OLD, NEW, OLD), agents.get("n1").ran);
    assertEquals(List.of(OLD), agents.get("n4").ran);
    NODES.forEach(node -> assertEquals(OLD, wanted(node)));
    apply(NEW);
  }

  @Test
  void aSucceededOneIsTakenBackForTheWholeScope() throws IOException {
    plane.rollouts("cp1");
    agents((node, json) -> false);
    begin(rolling("c"));
    awaitState("c", "succeeded");
    NODES.forEach(node -> assertEquals(NEW, agents.get(node).last()));
    steer(RolloutsApi.ROLLBACK, "c");
    assertEquals(Map.of("undone", 4), awaitState("c", "rolled_back").getNodesMap());
    assertEquals("", wanted("n2"), "there was none before");
    agents.get("n2").take();
    assertEquals("", agents.get("n2").last());
  }

  @Test
  void aStoppedOneKeepsWhatIsDoneAndCanBeRetriedOrTakenBack() throws IOException {
    plane.rollouts("cp1");
    AtomicBoolean stubborn = new AtomicBoolean(true);
    agents((node, json) -> node.equals("n2") && json.equals(NEW) && stubborn.get());
    apply(OLD);
    begin(rolling("d"));
    Rollout failed = awaitState("d", "failed");
    assertEquals("failed", states(failed).get("n2"));
    assertTrue(failed.getNodeList(1).getMessage().contains("refuses"), failed.toString());
    assertEquals(NEW, wanted("n1"));
    assertEquals(OLD, wanted("n3"));
    stubborn.set(false);
    steer(RolloutsApi.RETRY, "d");
    assertEquals(2, awaitState("d", "succeeded").getAttempt());
    assertEquals(NEW, agents.get("n2").last(), "it was offered it anew");
    assertEquals(List.of(OLD, NEW), agents.get("n1").ran);
    assertEquals(NEW, wanted("n4"));
  }

  @Test
  void anAbortLeavesWhatIsDoneUntilTheDocumentIsChanged() throws IOException {
    plane.rollouts("cp1");
    agents((node, json) -> false);
    apply(OLD);
    begin(rolling("e").setAutoAdvance(false));
    Stage.await("the gate", () -> get("e").getGate().equals("approval"));
    steer(RolloutsApi.ABORT, "e");
    awaitState("e", "aborted");
    assertEquals(NEW, wanted("n1"));
    assertEquals(OLD, wanted("n3"));
    apply("{\"limits\":{\"queue\":30}}");
    NODES.forEach(node -> assertEquals("{\"limits\":{\"queue\":30}}", wanted(node)));
  }

  /**
   * The node that conducts it goes away when it is about to make that call, or has just made it.
   */
  @ParameterizedTest
  @CsvSource({
    "stage, false",
    "assign, false",
    "assign, true",
    "submit, false",
    "submit, true",
    "revert, false",
    "revert, true",
    "finish, false",
    "finish, true"
  })
  void anotherNodeGoesOnWhereverTheOwnerDies(String step, boolean delivered) throws IOException {
    boolean back = step.equals("revert");
    String first = plane.rollouts("cp1");
    agents((node, json) -> back && node.equals("n3") && json.equals(NEW));
    apply(OLD);
    Rpc<?, ?> rpc =
        switch (step) {
          case "stage" -> Internal.STAGE_CONFIG;
          case "assign" -> Internal.ASSIGN_CONFIG;
          case "submit" -> JobsApi.SUBMIT;
          case "revert" -> Internal.REVERT_CONFIG;
          default -> Internal.FINISH_CONFIG;
        };
    AtomicBoolean died = new AtomicBoolean();
    plane
        .stage
        .vertx
        .eventBus()
        .addOutboundInterceptor(
            call -> {
              if (call.message().address().equals(rpc.address())
                  && died.compareAndSet(false, true)) {
                plane.stage.vertx.undeploy(first);
                if (!delivered) {
                  return;
                }
              }
              call.next();
            });
    begin(rolling("k").setOnFailure("rollback"));
    Stage.await("its end", died::get);
    plane.rollouts("cp2");
    Rollout end = awaitState("k", back ? "rolled_back" : "succeeded");
    assertEquals(
        back ? Map.of("undone", 4) : Map.of("succeeded", 4), end.getNodesMap(), end.toString());
    NODES.forEach(node -> assertEquals(back ? OLD : NEW, wanted(node)));
    List<String> ran = back ? List.of(OLD, NEW, OLD) : List.of(OLD, NEW);
    assertEquals(ran, agents.get("n1").ran, "nobody was given anything twice");
    apply("{\"limits\":{\"queue\":30}}");
  }

  @Test
  void oneThatIsAbortedBeforeItsJobIsSentLeavesNothing() throws IOException {
    String first = plane.rollouts("cp1");
    agents((node, json) -> false);
    apply(OLD);
    AtomicBoolean died = new AtomicBoolean();
    plane
        .stage
        .vertx
        .eventBus()
        .addOutboundInterceptor(
            call -> {
              if (call.message().address().equals(JobsApi.SUBMIT.address())
                  && died.compareAndSet(false, true)) {
                plane.stage.vertx.undeploy(first);
                return;
              }
              call.next();
            });
    begin(rolling("l"));
    Stage.await("its end", died::get);
    assertEquals(NEW, wanted("n1"));
    plane.stage.sql(
        "UPDATE lease SET holder = 'gone', expires_at = now() + interval '1 hour'"
            + " WHERE name LIKE 'rollout/%'");
    plane.rollouts("cp2");
    steer(RolloutsApi.ABORT, "l");
    plane.stage.sql(
        "UPDATE lease SET expires_at = now() - interval '1 second' WHERE name LIKE 'rollout/%'");
    assertEquals(Map.of("waiting", 4), awaitState("l", "aborted").getNodesMap());
    NODES.forEach(node -> assertEquals(OLD, wanted(node)));
  }
}
