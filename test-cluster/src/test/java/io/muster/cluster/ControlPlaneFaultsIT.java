package io.muster.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is lost when parts of the control plane die during a job: nothing. */
class ControlPlaneFaultsIT {
  private static final Duration LONG = Duration.ofSeconds(60);

  @RegisterExtension
  static final TestCluster cluster = TestCluster.builder().servers(3).agents(4).build();

  @Test
  void finishesJobWhenNodeIsKilled() {
    Submitted job = cluster.submitCounting("all", 10, 0.3);
    Watcher watcher = cluster.watch(job, 1);
    cluster.awaitTasks(job, 4, LONG, "running");
    cluster.killServer(0);
    assertEquals("succeeded", cluster.awaitJobEnd(job, LONG).path("state").asText());
    watcher.awaitEnd(LONG);
  }
}
