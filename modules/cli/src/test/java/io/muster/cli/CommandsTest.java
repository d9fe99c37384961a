package io.muster.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CommandsTest {
  @TempDir static Path directory;
  static Path keys;

  @BeforeAll
  static void makeKeys() throws Exception {
    keys = FakeServer.keys(directory);
  }

  @Test
  void everyCommandHasADescriptionInOneLineAndAnExample() {
    Deque<CommandLine> open = new ArrayDeque<>(Main.commandLine().getSubcommands().values());
    while (!open.isEmpty()) {
      CommandLine line = open.pop();
      open.addAll(line.getSubcommands().values());
      String name = line.getCommandSpec().qualifiedName();
      assertEquals(1, line.getCommandSpec().usageMessage().description().length, name);
      assertTrue(line.getUsageMessage().contains("Example"), name);
      assertTrue(line.getUsageMessage().contains("\n  muster "), name);
    }
  }

  @Test
  void suggestsWhatWasMeant() {
    CliRun run = CliRun.of("nod", "ls");
    assertEquals(Exit.USAGE, run.exit());
    assertTrue(run.err().contains("Did you mean: node"), run.err());
  }

  @Test
  void completionForBashParses() throws Exception {
    Path script = directory.resolve("muster.bash");
    CliRun run = CliRun.of("completion", "bash");
    Files.writeString(script, run.out());
    Process bash = new ProcessBuilder("bash", "-n", script.toString()).inheritIO().start();
    assertTrue(bash.waitFor(20, TimeUnit.SECONDS));
    assertEquals(0, bash.exitValue());
    assertTrue(run.out().contains("uncordon"));
    assertTrue(CliRun.of("completion", "fish").out().contains("-a uncordon"));
  }

  @Test
  void followsThePagesOfAListAndPrintsAnArray() throws Exception {
    FakeServer.Answer pages =
        (call, exchange) ->
            FakeServer.json(
                exchange,
                200,
                call.uri().contains("pageToken=p2")
                    ? "{\"nodes\":[{\"id\":\"b\"}],\"total\":2}"
                    : "{\"nodes\":[{\"id\":\"a\",\"labels\":{\"k\":\"v\"}}],\"nextPageToken\":\"p2\"}");
    try (FakeServer server = new FakeServer(keys, pages)) {
      CliRun run = CliRun.of(Connected.of(directory, server, "node", "ls", "-o", "json"));
      assertEquals(
          "[ { \"id\" : \"a\", \"labels\" : { \"k\" : \"v\" } }, { \"id\" : \"b\" } ]",
          run.out().replaceAll("\\s+", " ").strip());
      CliRun yaml = CliRun.of(Connected.of(directory, server, "node", "ls", "-o", "yaml"));
      assertEquals("- id: a\n  labels:\n    k: v\n- id: b\n", yaml.out());
    }
  }

  @Test
  void doesNotRepeatWhatMayHaveBeenDone() throws Exception {
    FakeServer.Answer dying =
        (call, exchange) -> {
          throw new java.io.IOException("dies on purpose");
        };
    try (FakeServer server = new FakeServer(keys, dying)) {
      CliRun run = CliRun.of(Connected.of(directory, server, "token", "create"));
      assertEquals(Exit.UNKNOWN, run.exit());
      assertEquals(1, server.calls.size());
      assertFalse(run.err().isEmpty());
    }
  }

  /** Puts the connection before the command, where {@code muster} itself takes it. */
  private static final class Connected {
    static String[] of(Path directory, FakeServer server, String... arguments) {
      java.util.List<String> all =
          new java.util.ArrayList<>(
              java.util.List.of(
                  "--server",
                  server.url(),
                  "--token",
                  "t",
                  "--ca",
                  directory.resolve("ca.crt").toString()));
      all.addAll(java.util.List.of(arguments));
      return all.toArray(String[]::new);
    }
  }
}
