package io.muster.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.runtime.config.ConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentConfigTest {
  @TempDir Path folder;

  @Test
  void theReferenceFileStatesEveryKey() {
    AgentConfig config = AgentConfig.load(null, Map.of());
    assertEquals(16, config.limits().parallel());
    assertEquals(Duration.ofSeconds(10), config.heartbeat().interval());
    assertTrue(config.node().id().isEmpty());
  }

  @Test
  void theFileAndTheEnvironmentComeOverIt() throws Exception {
    Path file = folder.resolve("agent.yaml");
    Files.writeString(file, "node:\n  labels:\n    role: web\n  groups: [frontend]\n");
    AgentConfig config = AgentConfig.load(file, Map.of("MUSTER__LIMITS__PARALLEL", "3"));
    assertEquals(Map.of("role", "web"), config.node().labels());
    assertEquals(3, config.limits().parallel());
  }

  @Test
  void anUnknownKeyAndABadRangeAreRefusedByNameAndLine() throws Exception {
    Path file = folder.resolve("agent.yaml");
    Files.writeString(file, "limits:\n  paralel: 3\n  queue: -1\n");
    ConfigException e = assertThrows(ConfigException.class, () -> AgentConfig.load(file, Map.of()));
    assertTrue(e.getMessage().contains("agent.yaml:2: unknown key limits.paralel"), e.getMessage());
    assertTrue(e.getMessage().contains("agent.yaml:3: limits.queue is -1"), e.getMessage());
  }

  @Test
  void joiningWithoutAServerNamesTheMissingKey() {
    AgentConfig config =
        AgentConfig.load(null, Map.of("MUSTER__DATA", folder.resolve("data").toString()));
    ConfigException e =
        assertThrows(
            ConfigException.class, () -> AgentProcess.start(new LiveSettings(document -> config)));
    assertTrue(e.getMessage().startsWith("join.server is required and missing"), e.getMessage());
  }

  @Test
  void theTokenIsNotInTheSettingsText() {
    AgentConfig config =
        AgentConfig.load(null, Map.of("MUSTER__JOIN__TOKEN", "mjt_a_secretsecret_b"));
    assertTrue(!config.toString().contains("secretsecret"));
  }
}
