package io.muster.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.runtime.config.AgentKeys;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveSettingsTest {
  @TempDir Path folder;
  private final List<AgentConfig> told = new ArrayList<>();
  private LiveSettings settings;

  @BeforeEach
  void start() throws Exception {
    Path file = folder.resolve("agent.yaml");
    Files.writeString(file, "node:\n  labels: {role: web, zone: a}\nheartbeat: {interval: 20s}\n");
    settings =
        new LiveSettings(
            document -> AgentConfig.load(file, Map.of("MUSTER__LIMITS__PARALLEL", "3"), document));
    settings.onChange(told::add);
  }

  private String refusal(String document) {
    return assertThrows(IllegalArgumentException.class, () -> settings.use(document)).getMessage();
  }

  @Test
  void theDocumentComesOverFileAndEnvironmentAndGoesAgain() {
    settings.use(
        "{\"limits\":{\"parallel\":5},\"heartbeat\":{\"interval\":\"1s\"},"
            + "\"node\":{\"labels\":{\"zone\":\"b\"},\"groups\":[\"x\",\"y\"]},"
            + "\"log\":{\"level\":\"debug\"}}");
    AgentConfig now = told.getLast();
    assertEquals(5, now.limits().parallel());
    assertEquals(Duration.ofSeconds(1), now.heartbeat().interval());
    assertEquals(Map.of("role", "web", "zone", "b"), now.node().labels());
    assertEquals(List.of("x", "y"), now.node().groups());
    settings.use("");
    assertEquals(3, settings.present().limits().parallel());
    assertEquals(Duration.ofSeconds(20), told.getLast().heartbeat().interval());
  }

  @Test
  void everythingWrongIsNamedAndNothingIsUsed() {
    String refusal =
        refusal("{\"limits\":{\"paralel\":5,\"queue\":-1},\"heartbeat\":{\"interval\":\"soon\"}}");
    assertTrue(refusal.contains("unknown key limits.paralel; known here: parallel"), refusal);
    assertTrue(refusal.contains("limits.queue is -1 but must be 0 to 100000"), refusal);
    assertTrue(refusal.contains("heartbeat.interval is 'soon' but must be"), refusal);
    assertEquals(List.of(), told);
    assertEquals(3, settings.present().limits().parallel());
  }

  @Test
  void whatNeedsARestartIsRefusedWithThatReason() {
    String refusal =
        refusal(
            "{\"data\":\"/elsewhere\",\"link\":{\"pingInterval\":\"9s\"},\"limits\":{\"queue\":1}}");
    assertTrue(refusal.startsWith("data, link.pingInterval take effect only when"), refusal);
    assertEquals(List.of(), told);
  }

  @Test
  void aKeptDocumentThatDoesNotFitAnyMoreIsLeftOut() {
    assertTrue(settings.begin("{\"gone\":1}").contains("unknown key gone"));
    assertEquals(3, settings.present().limits().parallel());
    assertNull(settings.begin("{\"limits\":{\"parallel\":7}}"));
    assertEquals(7, settings.present().limits().parallel());
    assertNull(settings.begin(""));
  }

  @Test
  void theControlPlaneKnowsWhichKeysTheseAreAndWhatTheyMayBe() {
    assertEquals(
        LiveSettings.LIVE.stream().map(key -> key.replaceAll("\\.$", "")).sorted().toList(),
        AgentKeys.known());
    for (String fine :
        List.of(
            "{\"limits\":{\"parallel\":1000,\"queue\":0},\"log\":{\"level\":\"trace\"}}",
            "{\"files\":{\"diffBytes\":\"8MiB\",\"keep\":1000},\"ledger\":{\"spool\":\"1MiB\"}}",
            "{\"heartbeat\":{\"interval\":\"10m\"},\"node\":{\"name\":\"x\",\"groups\":[\"a\"]}}",
            "{\"catchUp\":{\"poll\":\"10s\"},\"ledger\":{\"retention\":\"1m\",\"remember\":100}}")) {
      assertEquals(List.of(), AgentKeys.problems(new JsonObject(fine).getMap()));
      settings.use(fine);
    }
    for (String wrong :
        List.of(
            "{\"limits\":{\"parallel\":1001}}",
            "{\"limits\":{\"queue\":-1}}",
            "{\"log\":{\"level\":\"loud\"}}",
            "{\"files\":{\"diffBytes\":\"9MiB\"}}",
            "{\"files\":{\"parallel\":3}}",
            "{\"heartbeat\":{\"interval\":\"11m\"}}",
            "{\"ledger\":{\"retention\":\"59s\"}}",
            "{\"data\":\"/x\"}",
            "{\"stop\":\"soon\"}")) {
      assertEquals(1, AgentKeys.problems(new JsonObject(wrong).getMap()).size(), wrong);
      refusal(wrong);
    }
  }
}
