package io.muster.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What of the console can be tested without a browser: its dictionaries, types and decisions. */
class ConsoleModulesTest {
  @TestFactory
  List<DynamicTest> modules() {
    return NodeTests.run(
        Map.of(),
        Duration.ofMinutes(5),
        "tests/modules/tree.test.mjs",
        "tests/modules/parts.test.mjs");
  }
}
