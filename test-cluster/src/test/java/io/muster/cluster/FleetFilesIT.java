package io.muster.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A large file to twenty agents ({@code -Dmuster.fleet=N} for another number), of which one is
 * killed and one is cut off on its way.
 */
class FleetFilesIT {
  private static final Duration LONG = Duration.ofMinutes(8);
  private static final int AGENTS = Integer.getInteger("muster.fleet", 20);
  private static final int KILLED = AGENTS - 2;
  private static final int CUT = AGENTS - 1;
  private static final int SIZE = 100 << 20;
  private static final long SOME = 20L << 20;

  @RegisterExtension
  static final TestCluster cluster =
      TestCluster.builder()
          .servers(1)
          .hotServers()
          .agents(AGENTS)
          .agent("files.cacheBytes", "0B")
          .build();

  private static final Cli CLI = new Cli(cluster);

  private static Path target(int agent) {
    return cluster.home(agent).resolve("large.out");
  }

  /** From now on the agent reaches NATS through the proxy. */
  private static void route(int agent, TcpProxy proxy) {
    cluster.terminateAgent(agent, LONG);
    cluster.routeAgent(agent, proxy.port());
    cluster.startAgent(agent);
    Await.until("it connects through the proxy", LONG, () -> proxy.bytes() > 0);
    cluster.awaitNodeStatus(TestCluster.nodeId(agent), "online", LONG);
  }

  /** The process is killed where its transfer stands still, so there is no doubt where it was. */
  private static void killInTheMiddle(TcpProxy proxy, Path part) throws IOException {
    Await.until("it got a part", LONG, () -> proxy.tripped() && Files.exists(part));
    cluster.killAgent(KILLED);
    long got = Files.size(part);
    assertTrue(got < SIZE, "it had all " + got + " bytes");
    assertEquals("old\n", Files.readString(target(KILLED)));
    proxy.release();
    cluster.startAgent(KILLED);
  }

  @Test
  void oneIsKilledAndOneIsCutOffAndTheOthersDoNotNotice() throws IOException {
    byte[] large = new byte[SIZE];
    new Random(20).nextBytes(large);
    Path src = Files.write(cluster.root().resolve("large.bin"), large);
    for (int i = 0; i < AGENTS; i++) {
      Files.writeString(target(i), "old\n");
    }
    try (TcpProxy holding = new TcpProxy(cluster.natsPort());
        TcpProxy cutting = new TcpProxy(cluster.natsPort())) {
      route(KILLED, holding);
      route(CUT, cutting);
      holding.holdAfter(SOME);
      cutting.cutAfter(SOME);
      Submitted job = put(src);
      killInTheMiddle(holding, cluster.partOf(KILLED, Content.sha256(large)));
      cluster.awaitJobEnd(job, LONG);
      for (JsonNode task : cluster.tasks(job)) {
        boolean killed = task.path("nodeId").asText().equals(TestCluster.nodeId(KILLED));
        assertEquals(killed ? "unknown" : "succeeded", task.path("state").asText(), task::toString);
      }
      assertTrue(cutting.tripped(), "its connection was cut");
      assertTrue(cutting.bytes() < SIZE + SOME, "it began anew: " + cutting.bytes());
      assertEquals("old\n", Files.readString(target(KILLED)));
      for (int i = 0; i < AGENTS; i++) {
        assertTrue(i == KILLED || Files.mismatch(src, target(i)) < 0, "agent " + i);
      }
      cluster.awaitNodeStatus(TestCluster.nodeId(KILLED), "online", LONG);
      Cli.Ended retried = CLI.run("job", "retry", job.id(), "--unknown");
      assertEquals(0, retried.code(), () -> retried.out() + retried.err());
      assertEquals(-1, Files.mismatch(src, target(KILLED)));
    }
  }

  private static Submitted put(Path src) {
    Cli.Ended detached =
        CLI.run(
            "file",
            "apply",
            "--src",
            src.toString(),
            "--dest",
            "/proc/self/cwd/large.out",
            "-t",
            "id.startsWith('agent-')",
            "--timeout",
            "400s",
            "--detach");
    assertEquals(0, detached.code(), () -> detached.out() + detached.err());
    return cluster.submitted(detached.out().strip(), Optional.empty());
  }
}
