package io.muster.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditTest {
  @TempDir static Path directory;
  static Path keys;

  @BeforeAll
  static void makeKeys() throws Exception {
    keys = FakeServer.keys(directory);
  }

  private static CliRun run(FakeServer server, String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--server",
                server.url(),
                "--token",
                "t",
                "--ca",
                directory.resolve("ca.crt").toString()));
    all.addAll(List.of(arguments));
    return CliRun.of(all.toArray(String[]::new));
  }

  private static FakeServer verifies(String last) throws Exception {
    return new FakeServer(
        keys,
        (call, exchange) ->
            FakeServer.lines(exchange, false, "{\"rows\":\"50000\",\"done\":false}", last));
  }

  @Test
  void verifyEndsWithOneAndASentenceWhenTheChainIsBroken() throws Exception {
    try (FakeServer server =
        verifies(
            "{\"rows\":\"16\",\"done\":true,\"ok\":false,\"brokenSeq\":\"17\",\"how\":\"changed\","
                + "\"message\":\"row 17 was changed\"}")) {
      CliRun run = run(server, "audit", "verify");
      assertEquals(Exit.FAILED, run.exit());
      assertEquals(
          "BROKEN at row 17 (changed): row 17 was changed; the 16 rows before it are as they were"
              + " written\n",
          run.out());
      assertEquals("GET", server.calls.getFirst().method());
    }
  }

  @Test
  void verifyEndsWithZeroWhenItIsWhole() throws Exception {
    try (FakeServer server =
        verifies("{\"rows\":\"60000\",\"done\":true,\"ok\":true,\"message\":\"all is well\"}")) {
      CliRun run = run(server, "audit", "verify");
      assertEquals(Exit.OK, run.exit());
      assertEquals("OK: all is well\n", run.out());
      assertTrue(run(server, "audit", "verify", "-o", "json").out().contains("\"ok\" : true"));
    }
  }

  @Test
  void exportGoesOnAfterACut() throws Exception {
    FakeServer.Answer answer =
        (call, exchange) -> {
          boolean first = call.uri().contains("after=0");
          FakeServer.lines(exchange, first, first ? "{\"seq\":\"1\"}" : "{\"seq\":\"2\"}");
        };
    try (FakeServer server = new FakeServer(keys, answer)) {
      Path file = directory.resolve("rows");
      CliRun run = run(server, "audit", "export", "--output-file", file.toString());
      assertEquals(Exit.OK, run.exit(), run.err());
      assertEquals("{\"seq\":\"1\"}\n{\"seq\":\"2\"}\n", Files.readString(file));
    }
  }

  @Test
  void listPassesItsFilters() throws Exception {
    FakeServer.Answer answer =
        (call, exchange) ->
            FakeServer.json(
                exchange,
                200,
                "{\"entries\":[{\"seq\":\"7\",\"at\":\"2026-01-01T00:00:00.123Z\",\"caller\":\"eve\","
                    + "\"event\":\"node.enrol\",\"outcome\":\"denied\",\"count\":9}]}");
    try (FakeServer server = new FakeServer(keys, answer)) {
      CliRun run =
          run(server, "audit", "ls", "--event", "node.*", "--since", "2026-01-01T00:00:00Z");
      assertTrue(run.out().contains("denied ×9"), run.out());
      String uri = server.calls.getFirst().uri();
      assertTrue(uri.contains("event=node.%2A") || uri.contains("event=node.*"), uri);
      assertTrue(uri.contains("since=2026-01-01T00%3A00%3A00Z"), uri);
      CliRun wrong = run(server, "audit", "ls", "--since", "yesterday");
      assertEquals(Exit.USAGE, wrong.exit());
      assertTrue(wrong.err().contains("yesterday"), wrong.err());
    }
  }
}
