package io.muster.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import io.muster.cli.json.Fields;
import io.muster.cli.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigTest {
  private static final String CHANGED =
      """
      {"document":{"component":"agent","target":"all","revision":"7","documentJson":"{}"},\
      "changed":true,"changes":[{"key":"log.level","beforeJson":"\\"info\\"","afterJson":"\\"debug\\""}],\
      "nodeIds":["web-1","web-2"],"online":[true,true]}""";

  @TempDir static Path directory;
  private static Path keys;

  @BeforeAll
  static void makeKeys() throws Exception {
    keys = FakeServer.keys(directory);
  }

  private static CliRun run(FakeServer server, String... arguments) {
    List<String> all = new ArrayList<>(List.of("--server", server.url(), "--token", "t", "--ca"));
    all.add(directory.resolve("ca.crt").toString());
    all.addAll(List.of(arguments));
    return CliRun.of(all.toArray(String[]::new));
  }

  private static FakeServer answering(String status) throws Exception {
    return new FakeServer(
        keys,
        (call, exchange) ->
            FakeServer.json(exchange, 200, call.uri().contains("/status") ? status : CHANGED));
  }

  private static Fields body(FakeServer.Call call) throws IOException {
    return Fields.of(Json.parse(call.body().getBytes(StandardCharsets.UTF_8)));
  }

  private static Object document(FakeServer.Call call) throws IOException {
    return Json.parse(body(call).text("documentJson").getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void tomlYamlAndJsonAreOneDocument() throws Exception {
    Map<String, Object> expected =
        Map.of(
            "log", Map.of("level", "debug"), "limits", Map.of("parallel", 8L), "l", List.of("a"));
    Map<String, String> files =
        Map.of(
            "a.toml", "l = [\"a\"]\n[log]\nlevel = \"debug\"\n[limits]\nparallel = 8\n",
            "a.yaml", "log: {level: debug}\nlimits:\n  parallel: 8\nl: [a]\n",
            "a.json", "{\"log\":{\"level\":\"debug\"},\"limits\":{\"parallel\":8},\"l\":[\"a\"]}");
    try (FakeServer server = answering("{\"counts\":{\"converged\":2},\"total\":2}")) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        Path path = Files.writeString(directory.resolve(file.getKey()), file.getValue());
        server.calls.clear();
        CliRun run = run(server, "config", "apply", "--src", path.toString(), "-t", "all", "--yes");
        assertEquals(Exit.OK, run.exit(), run.err());
        assertEquals(expected, document(server.calls.get(1)));
        assertTrue(body(server.calls.getFirst()).flag("dryRun"));
        assertEquals("7", body(server.calls.get(1)).text("expectedRevision"));
        assertTrue(run.out().contains("+ log.level: \"debug\""), run.out());
        assertTrue(run.out().endsWith("2/2 nodes run it\n"), run.out());
      }
    }
  }

  @Test
  void aFileThatCannotBeReadIsNamedWithItsLine() throws Exception {
    Path toml = Files.writeString(directory.resolve("bad.toml"), "a = 1\nb = = 2\n");
    Path list = Files.writeString(directory.resolve("list.yaml"), "- 1\n");
    try (FakeServer server = answering("{}")) {
      CliRun run = run(server, "config", "validate", "--file", toml.toString());
      assertEquals(Exit.USAGE, run.exit());
      assertTrue(run.err().contains("bad.toml cannot be read in line 2"), run.err());
      assertEquals(
          Exit.USAGE, run(server, "config", "apply", "-s", list.toString(), "-t", "all").exit());
      assertEquals(Exit.USAGE, run(server, "config", "set", "log.level", "debug").exit());
      assertEquals(List.of(), server.calls);
    }
  }

  @Test
  void exitCodesSayWhatTheNodesDid() throws Exception {
    String refused =
        """
        {"counts":{"converged":1,"refused":1},"total":2,"nodes":[{"nodeId":"web-2","component":"agent",\
        "state":"refused","refusedReason":"log.level is 'debug'"}]}""";
    String offline =
        """
        {"counts":{"offline":1},"total":1,"nodes":[{"nodeId":"web-2","state":"offline"}]}""";
    String[] set = {"config", "set", "--agent-id", "web-2", "log.level", "debug"};
    try (FakeServer server = answering(refused)) {
      CliRun run = run(server, set);
      assertEquals(Exit.FAILED, run.exit());
      assertTrue(run.out().contains("refused by web-2: log.level is 'debug'"), run.out());
    }
    try (FakeServer server = answering(offline)) {
      assertEquals(Exit.UNKNOWN, run(server, set).exit());
      assertEquals(
          Exit.OK,
          run(server, "config", "set", "--agent-id", "web-2", "--no-wait", "k", "v").exit());
    }
    try (FakeServer server = answering("{\"counts\":{\"pending\":1},\"total\":1}")) {
      CliRun run =
          run(server, "config", "set", "-t", "all", "--yes", "--timeout", "100ms", "k", "v");
      assertEquals(Exit.UNKNOWN, run.exit());
      assertTrue(run.out().endsWith("0/1 nodes run it, 1 not heard of yet\n"), run.out());
    }
  }

  @Test
  void valuesAreJsonOrText() throws Exception {
    Map<String, String> values =
        Map.of(
            "32", "32", "true", "true", "10s", "\"10s\"", "1.5", "1.5", "[1]", "[1]", "x", "\"x\"");
    try (FakeServer server = answering("{}")) {
      for (Map.Entry<String, String> value : values.entrySet()) {
        server.calls.clear();
        run(server, "config", "set", "--agent-id", "a", "--no-wait", "k", value.getKey());
        assertEquals(value.getValue(), body(server.calls.getFirst()).text("valueJson"));
      }
      server.calls.clear();
      run(server, "config", "set", "--agent-id", "a", "--no-wait", "--text", "k", "32");
      assertEquals("\"32\"", body(server.calls.getFirst()).text("valueJson"));
    }
  }

  @Test
  void aBackupCanBeRestored() throws Exception {
    String first =
        """
        {"revision":"9","nextPageToken":"9-1","documents":[{"component":"agent","target":"all",\
        "priority":5,"revision":"3","documentJson":"{\\"n\\":{\\"x\\":1}}"}]}""";
    String second =
        """
        {"revision":"9","documents":[{"component":"app","nodeId":"a","revision":"4",\
        "documentJson":"{}"}]}""";
    FakeServer.Answer answer = (call, exchange) -> backup(call, exchange, first, second);
    for (String name : List.of("backup.json", "backup.yaml")) {
      String file = directory.resolve(name).toString();
      try (FakeServer server = new FakeServer(keys, answer)) {
        CliRun run = run(server, "config", "backup", "--output", file);
        assertEquals(Exit.OK, run.exit(), run.err());
        assertTrue(run.out().startsWith("2 documents as of revision 9"), run.out());
        server.calls.clear();
        run = run(server, "config", "restore", "--input", file, "--plan");
        assertEquals(Exit.OK, run.exit(), run.err());
        Fields request = body(server.calls.getFirst());
        assertTrue(request.flag("dryRun"));
        assertEquals(
            "{\"n\":{\"x\":1}}", request.objects("documents").getFirst().text("documentJson"));
        assertEquals(5, request.objects("documents").getFirst().number("priority"));
        assertEquals("a", request.objects("documents").getLast().text("nodeId"));
        assertTrue(run.out().contains("1 created, 1 unchanged; nothing was changed"), run.out());
      }
    }
  }

  private static void backup(
      FakeServer.Call call, HttpExchange exchange, String first, String second) throws IOException {
    String restored =
        """
        {"documents":[{"component":"agent","target":"all","outcome":"created"},\
        {"component":"app","nodeId":"a","outcome":"unchanged"}]}""";
    FakeServer.json(
        exchange,
        200,
        call.uri().contains("/restore")
            ? restored
            : call.uri().contains("pageToken=9-1") ? second : first);
  }
}
