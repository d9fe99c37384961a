package io.muster.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The console with thousands of nodes. How long the page's main thread was busy without a break is
 * printed; {@code -Dmuster.console.nodes=N} takes another number of nodes.
 */
class ConsoleFleetIT {
  private static final int NODES = Integer.getInteger("muster.console.nodes", 5000);

  @RegisterExtension
  static final TestCluster cluster =
      TestCluster.builder().servers(1).agents(0).emulated(NODES).build();

  @TestFactory
  List<DynamicTest> fleet() {
    Map<String, String> environment = new HashMap<>(ConsoleIT.environment(cluster));
    environment.put("CONSOLE_NODES", Integer.toString(NODES));
    return NodeTests.run(environment, Duration.ofMinutes(12), "tests/browser/fleet.test.mjs");
  }
}
