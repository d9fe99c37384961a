package io.muster.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.runtime.config.ConfigException;
import io.muster.runtime.config.Size;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

class ServerConfigTest {
  @TempDir Path folder;

  private ServerConfig load(String yaml, Map<String, String> environment) throws Exception {
    Path file = Files.writeString(folder.resolve("server.yaml"), yaml);
    return ServerConfig.load(file, environment);
  }

  private String problem(String yaml, Map<String, String> environment) {
    var e = assertThrows(ConfigException.class, () -> load(yaml, environment));
    return e.getMessage().replace(folder + "/", "");
  }

  /** Loading it refuses a key that either side lacks. */
  @Test
  void codeAndReferenceFileHoldTogether() {
    ServerConfig config = ServerConfig.load(null, Map.of());
    assertTrue(config.runs(Role.GATEWAY));
    assertEquals(8443, config.gateway().port());
    assertEquals(keys(ServerConfig.class, ""), stated(new Yaml().load(ServerConfig.reference())));
  }

  @Test
  void everyKeyCanBeSetByAVariable() {
    ServerConfig plain = ServerConfig.load(null, Map.of());
    Map<String, String> same = new TreeMap<>();
    values(new Yaml().load(ServerConfig.reference()), "MUSTER", same);
    assertTrue(same.size() > 60, () -> "too few: " + same);
    assertEquals(plain, ServerConfig.load(null, same));
    same.forEach(
        (variable, value) -> {
          if (value.matches("\\d.*(s|m|h|d|B)|\\d+|true|false") && !variable.endsWith("HOST")) {
            var e =
                assertThrows(
                    ConfigException.class,
                    () -> ServerConfig.load(null, Map.of(variable, "?")),
                    variable);
            assertTrue(e.getMessage().startsWith("$" + variable + ": "), e.getMessage());
            assertTrue(e.getMessage().contains(" is '?' but must be "), e.getMessage());
          }
        });
  }

  @Test
  void everyProblemIsNamedByFileAndLine() {
    assertEquals(
        "server.yaml:2: gateway.port is 99999 but must be 0 to 65535",
        problem("gateway:\n  port: 99999\n", Map.of()));
    assertTrue(
        problem("postgres:\n  pasword: x\n", Map.of())
            .startsWith("server.yaml:2: unknown key postgres.pasword; known here: "));
    assertEquals(
        "server.yaml:2: jobs.defaultTimeout is 'soon' but must be a duration such as 500ms, 30s,"
            + " 5m, 1h30m or 7d",
        problem("jobs:\n  defaultTimeout: soon\n", Map.of()));
    assertEquals(
        "trust is required and missing; set it in the file or with $MUSTER__TRUST",
        problem("trust:\n", Map.of()));
  }

  @Test
  void aRoleThatDoesNotExistIsRefusedWithThoseThatDo() {
    String said = problem("roles: [gatway]\n", Map.of());
    assertTrue(said.startsWith("roles holds 'gatway'; choose all, or any of [registry, "), said);
  }

  @Test
  void aReplyIsNotGivenUpWhileADeadNodeMayHoldIt() {
    String said = problem("nats:\n  ackWait: 30s\nconnector:\n  insistAfter: 30s\n", Map.of());
    assertTrue(said.startsWith("connector.insistAfter is 30s"), said);
  }

  @Test
  void runsOnlyTheRolesThatItIsGiven() throws Exception {
    ServerConfig config = load("roles: [gateway, watch]\n", Map.of());
    assertTrue(config.runs(Role.WATCH));
    assertFalse(config.runs(Role.JOBS));
  }

  private static List<String> keys(Class<?> type, String path) {
    List<String> keys = new ArrayList<>();
    for (RecordComponent c : type.getRecordComponents()) {
      boolean section = c.getType().isRecord() && c.getType() != Size.class;
      keys.addAll(
          section ? keys(c.getType(), path + c.getName() + ".") : List.of(path + c.getName()));
    }
    return keys.stream().sorted().toList();
  }

  private static List<String> stated(Map<String, Object> section) {
    List<String> keys = new ArrayList<>();
    section.forEach((key, value) -> collect(key, value, keys));
    return keys.stream().sorted().toList();
  }

  @SuppressWarnings("unchecked")
  private static void collect(String path, Object value, List<String> keys) {
    if (value instanceof Map<?, ?> inner && !inner.isEmpty()) {
      ((Map<String, Object>) inner).forEach((k, v) -> collect(path + "." + k, v, keys));
    } else {
      keys.add(path);
    }
  }

  @SuppressWarnings("unchecked")
  private static void values(Map<String, Object> section, String path, Map<String, String> into) {
    section.forEach(
        (key, value) -> {
          String words = key.replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
          String variable = path + "__" + words;
          if (value instanceof Map<?, ?> inner) {
            values((Map<String, Object>) inner, variable, into);
          } else if (value instanceof List<?> items) {
            into.put(variable, String.join(",", items.stream().map(String::valueOf).toList()));
          } else if (value != null) {
            into.put(variable, value.toString());
          }
        });
  }
}
