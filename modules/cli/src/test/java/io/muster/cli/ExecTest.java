package io.muster.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecTest {
  @TempDir static Path directory;
  static Path keys;

  @BeforeAll
  static void makeKeys() throws Exception {
    keys = FakeServer.keys(directory);
  }

  static String[] command(String servers, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(
        1,
        List.of(
            "--server", servers, "--token", "t0", "--ca", directory.resolve("ca.crt").toString()));
    return all.toArray(String[]::new);
  }

  /** A server with one job of so many nodes and these events. */
  static FakeServer.Answer job(int total, String... events) {
    return (call, exchange) -> {
      if (call.uri().contains("/events")) {
        FakeServer.lines(exchange, false, events);
      } else {
        FakeServer.json(exchange, 200, Events.job(total));
      }
    };
  }

  private static CliRun exec(int total, List<String> events, String... arguments) throws Exception {
    try (FakeServer server = new FakeServer(keys, job(total, events.toArray(String[]::new)))) {
      return CliRun.of(command(server.url(), arguments));
    }
  }

  @Test
  void passesTheOutputOfASingleNodeThrough() throws Exception {
    CliRun run =
        exec(
            1,
            List.of(
                Events.output(1, "a", "stdout", "one\\n"),
                "",
                Events.output(2, "a", "stderr", "oops\\n"),
                Events.end(3, "a", "succeeded", 0),
                Events.over(4, "succeeded", 1)),
            "exec",
            "-t",
            "a",
            "--",
            "uptime");
    assertTrue(run.out().matches("one\n1/1 nodes in \\d+ ms: 1 succeeded\n"), run.out());
    assertEquals("oops\n", run.err());
    assertEquals(Exit.OK, run.exit());
  }

  @Test
  void readsToTheEndOfAJobThatHadEndedBeforeItsFirstEventWasRead() throws Exception {
    String job = "\"job\":{\"id\":\"j1\",\"state\":\"succeeded\",\"total\":1,\"lastEvent\":\"4\"}}";
    CliRun run =
        exec(
            1,
            List.of(
                "{\"seq\":\"1\"," + job,
                Events.output(2, "a", "stdout", "one\\n"),
                Events.end(3, "a", "succeeded", 0),
                "{\"seq\":\"4\"," + job),
            "exec",
            "-t",
            "a",
            "--",
            "true");
    assertTrue(run.out().matches("one\n1/1 nodes in \\d+ ms: 1 succeeded\n"), run.out());
    assertEquals(Exit.OK, run.exit());
  }

  @Test
  void foldsEqualOutputOfManyNodes() throws Exception {
    List<String> events = new ArrayList<>();
    int seq = 0;
    for (int i = 1; i <= 12; i++) {
      events.add(Events.output(++seq, "web-" + i, "stdout", i == 7 ? "odd" : "even\\n"));
      events.add(Events.end(++seq, "web-" + i, i == 9 ? "failed" : "succeeded", i == 9 ? 3 : 0));
    }
    events.add(Events.over(++seq, "failed", 12));
    CliRun run = exec(12, events, "exec", "-t", "all", "--", "cmd");
    assertTrue(
        run.out()
            .matches(
                """
                == web-\\[1-6,8,10-12] \\(10 nodes\\): succeeded ==
                even
                == web-7: succeeded ==
                odd
                == web-9: failed, exit 3 ==
                even
                11/12 nodes in \\d+ ms: 11 succeeded, 1 failed
                """),
        run.out());
    assertEquals(Exit.FAILED, run.exit());
  }

  @Test
  void takesUnclearOutcomesForWorseThanFailures() throws Exception {
    for (String state : List.of("timed_out", "expired", "unknown")) {
      CliRun run =
          exec(
              2,
              List.of(
                  Events.end(1, "a", "failed", 1),
                  Events.end(2, "b", state, 0),
                  Events.over(3, "failed", 2)),
              "exec",
              "-t",
              "all",
              "--",
              "cmd");
      assertEquals(Exit.UNKNOWN, run.exit(), state);
    }
  }

  @Test
  void resumesABrokenStreamAfterTheLastEventThatItSaw() throws Exception {
    String[] first = {
      Events.output(1, "a", "stdout", "1\\n"), Events.output(2, "a", "stdout", "2\\n")
    };
    FakeServer.Answer second =
        (call, exchange) ->
            FakeServer.lines(
                exchange,
                false,
                Events.output(2, "a", "stdout", "2\\n"),
                Events.output(3, "a", "stdout", "3\\n"),
                Events.end(4, "a", "succeeded", 0),
                Events.over(5, "succeeded", 1));
    FakeServer.Answer cutting =
        (call, exchange) -> {
          if (call.uri().contains("/events")) {
            FakeServer.lines(exchange, true, first);
          } else {
            FakeServer.json(exchange, 200, Events.job(1));
          }
        };
    try (FakeServer a = new FakeServer(keys, cutting);
        FakeServer b = new FakeServer(keys, second)) {
      CliRun run = CliRun.of(command(a.url() + "," + b.url(), "exec", "-t", "a", "--", "cmd"));
      assertTrue(run.out().startsWith("1\n2\n3\n1/1 nodes"), run.out() + run.err());
      assertTrue(b.calls.getFirst().uri().endsWith("/events?after=2"), b.calls.toString());
    }
  }

  @Test
  void goesToTheNextServerWithTheSameKeyWhenASubmitIsCut() throws Exception {
    FakeServer.Answer dying =
        (call, exchange) -> {
          throw new IOException("dies on purpose");
        };
    String[] events = {Events.end(1, "a", "succeeded", 0), Events.over(2, "succeeded", 1)};
    try (FakeServer a = new FakeServer(keys, dying);
        FakeServer b = new FakeServer(keys, job(1, events))) {
      CliRun run =
          CliRun.of(command(a.url() + "," + b.url(), "exec", "-t", "a", "--", "echo", "--", "@x"));
      assertEquals(Exit.OK, run.exit(), run.err());
      assertEquals(a.calls.getFirst().key(), b.calls.getFirst().key());
      assertFalse(Objects.requireNonNull(a.calls.getFirst().key()).isEmpty());
      assertTrue(
          b.calls.getFirst().body().contains("\"argv\":[\"echo\",\"--\",\"@x\"]"),
          b.calls.getFirst().body());
      assertEquals("Bearer t0", b.calls.getFirst().token());
    }
  }

  @Test
  void printsStableJson() throws Exception {
    CliRun run =
        exec(
            2,
            List.of(
                Events.end(1, "b", "failed", 2),
                Events.output(2, "a", "stdout", "grün\\n"),
                "{\"seq\":\"3\",\"nodeId\":\"a\",\"output\":[{\"stream\":\"stderr\",\"data\":\"/wA=\"}]}",
                Events.end(4, "a", "succeeded", 0),
                Events.over(5, "failed", 2)),
            "exec",
            "-o",
            "json",
            "-t",
            "all",
            "--",
            "cmd");
    String golden;
    try (var in = ExecTest.class.getResourceAsStream("/exec.golden.json")) {
      golden = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    assertEquals(golden, run.out());
    assertEquals(Exit.FAILED, run.exit());
  }

  @Test
  void printsEventsAsTheyComeForJsonLines() throws Exception {
    List<String> events =
        List.of(Events.end(1, "a", "succeeded", 0), Events.over(2, "succeeded", 1));
    CliRun run = exec(1, events, "exec", "-o", "jsonl", "-t", "all", "--", "cmd");
    assertEquals(String.join("\n", events) + "\n", run.out());
  }

  @Test
  void planChangesNothing() throws Exception {
    FakeServer.Answer plan =
        (call, exchange) ->
            FakeServer.json(
                exchange,
                200,
                "{\"nodeIds\":[\"a\",\"b\"],\"offlineNodeIds\":[\"b\"],\"cordonedNodeIds\":[\"c\"],\"parallel\":2}");
    try (FakeServer server = new FakeServer(keys, plan)) {
      CliRun run =
          CliRun.of(command(server.url(), "exec", "-t", "web-[1-3]", "--plan", "--", "reboot"));
      assertEquals(
          """
          NODE  PLAN
          a     run
          b     run (offline now)
          c     left out: cordoned
          2 nodes, 2 at the same time, 1 offline, 1 cordoned; nothing was changed
          """,
          run.out());
      assertEquals(
          List.of("/api/v1/jobs/plan"), server.calls.stream().map(FakeServer.Call::uri).toList());
      assertTrue(server.calls.getFirst().body().contains("\"target\":\"web-1,web-2,web-3\""));
    }
  }

  @Test
  void saysInOneLineWhatTheServerRefused() throws Exception {
    FakeServer.Answer refuse =
        (call, exchange) ->
            FakeServer.json(
                exchange,
                403,
                "{\"title\":\"Not allowed\",\"status\":403,\"detail\":\"you may not\",\"code\":\"DENIED\",\"traceId\":\"4bf9\"}");
    try (FakeServer server = new FakeServer(keys, refuse)) {
      CliRun run = CliRun.of(command(server.url(), "exec", "-t", "a", "--", "cmd"));
      assertEquals("muster: DENIED: you may not (trace 4bf9)\n", run.err());
      assertEquals(Exit.UNREACHABLE, run.exit());
      assertEquals(1, server.calls.size());
    }
  }

  @Test
  void endsWithFiveWhenNothingListens() throws Exception {
    String gone;
    try (FakeServer server = new FakeServer(keys, job(1))) {
      gone = server.url();
    }
    CliRun run = CliRun.of(command(gone, "exec", "-t", "a", "--", "cmd"));
    assertEquals(Exit.UNREACHABLE, run.exit());
    assertTrue(run.err().contains("nothing listens there"), run.err());
  }

  @Test
  void endsWithThreeWhenNoNodeMatches() throws Exception {
    assertEquals(Exit.NO_NODE, exec(0, List.of(), "exec", "-t", "a", "--", "cmd").exit());
  }

  @Test
  void endsWithTheProblemThatAStreamEndsWith() throws Exception {
    CliRun run =
        exec(
            1,
            List.of(
                Events.output(1, "a", "stdout", "one\\n"),
                "{\"error\":{\"status\":404,\"detail\":\"the job is gone\",\"code\":\"NOT_FOUND\"}}"),
            "exec",
            "-t",
            "a",
            "--",
            "cmd");
    assertEquals("muster: NOT_FOUND: the job is gone\n", run.err());
    assertEquals(Exit.FAILED, run.exit());
  }
}
