package io.muster.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The console in a browser, as a control-plane node serves it, with real agents behind it. */
class ConsoleIT {
  static final Path SHOTS = Path.of("target", "screenshots").toAbsolutePath();

  @RegisterExtension
  static final TestCluster cluster = TestCluster.builder().servers(1).agents(3).build();

  @TestFactory
  List<DynamicTest> console() {
    // the tests freeze the server for a while
    cluster.expectError("[Hh]azelcast|blocked|timed out|BlockedThreadChecker");
    return NodeTests.run(
        environment(cluster), Duration.ofMinutes(12), "tests/browser/console.test.mjs");
  }

  static Map<String, String> environment(TestCluster cluster) {
    return Map.of(
        "CONSOLE_URL", cluster.serverUrl(0),
        "CONSOLE_TOKEN_FILE", cluster.files().trust.adminToken().toString(),
        "CONSOLE_SERVER_PID", Long.toString(cluster.serverPid(0)),
        "CONSOLE_SHOTS", SHOTS.toString());
  }
}
