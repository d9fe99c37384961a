package io.muster.cluster;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.DynamicTest;

/**
 * The console's tests, which are JavaScript: runs files of {@code web-static/tests} in Node and
 * gives back each test's outcome as a test of its own.
 */
final class NodeTests {
  private static final Path CONSOLE = Path.of("..", "web-static").toAbsolutePath().normalize();
  private static final Duration INSTALL = Duration.ofMinutes(5);

  private NodeTests() {}

  /**
   * @param environment what the tests are told
   * @param limit for all of them together
   */
  static List<DynamicTest> run(Map<String, String> environment, Duration limit, String... files) {
    try {
      install();
      List<String> command =
          new ArrayList<>(List.of("node", "--test", "--test-reporter=./tests/reporter.mjs"));
      command.addAll(Arrays.asList(files));
      List<DynamicTest> tests = new ArrayList<>();
      int code = execute(command, environment, limit, line -> read(line, tests));
      if (tests.isEmpty()) {
        throw new AssertionError(
            String.join(" ", command) + " ended with " + code + " and ran no test; see above");
      }
      return tests;
    } catch (IOException e) {
      throw new UncheckedIOException("node and npm are needed: apt-get install nodejs npm", e);
    }
  }

  /** The pinned packages, once for each state of the lock file. */
  private static void install() throws IOException {
    Path lock = CONSOLE.resolve("package-lock.json");
    Path done = CONSOLE.resolve("node_modules/.package-lock.json");
    if (Files.exists(done)
        && !Files.getLastModifiedTime(done)
            .toInstant()
            .isBefore(Files.getLastModifiedTime(lock).toInstant())) {
      return;
    }
    int code = execute(List.of("npm", "ci", "--silent"), Map.of(), INSTALL, System.err::println);
    if (code != 0) {
      throw new AssertionError("npm ci ended with " + code + " in " + CONSOLE);
    }
    Files.setLastModifiedTime(done, Files.getLastModifiedTime(lock));
  }

  private static int execute(
      List<String> command,
      Map<String, String> environment,
      Duration limit,
      java.util.function.Consumer<String> hear)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(CONSOLE.toFile());
    builder.redirectErrorStream(true).environment().putAll(environment);
    builder.environment().remove("NODE_OPTIONS");
    Process process = builder.start();
    Thread killer =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
                  } catch (TimeoutException e) {
                    System.err.println(command + " took longer than " + limit);
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                  } catch (Exception e) {
                    Thread.currentThread().interrupt();
                  }
                });
    try (BufferedReader lines = process.inputReader()) {
      lines.lines().forEach(hear);
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      killer.interrupt();
    }
  }

  /** A line is a test's outcome, something a test says, or whatever else Node prints. */
  private static void read(String line, List<DynamicTest> tests) {
    JsonNode outcome = null;
    try {
      outcome = line.startsWith("{") ? ClusterClient.JSON.readTree(line) : null;
    } catch (IOException e) {
      // told as it is
    }
    if (outcome == null || !outcome.has("name")) {
      System.err.println(
          outcome != null && outcome.has("say") ? outcome.path("say").asText() : line);
      return;
    }
    String error = outcome.path("error").asText("failed");
    boolean ok = outcome.path("ok").asBoolean();
    tests.add(
        dynamicTest(
            outcome.path("name").asText(),
            () -> {
              if (!ok) {
                throw new AssertionError(error);
              }
            }));
  }
}
