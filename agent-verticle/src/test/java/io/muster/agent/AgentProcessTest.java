package io.muster.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.protocol.agent.v1.Beat;
import io.muster.protocol.agent.v1.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An agent as a process of its own, on a real nats-server with TLS and JWTs. */
@Timeout(120)
class AgentProcessTest extends AgentOnNats {
  @Test
  void runsCommandsFastAndStaysSmall() throws Exception {
    startAgent();
    Beat first = beats.getFirst();
    assertTrue(first.getProfile().getFactsJson().contains("\"kernel\""), first.toString());
    for (int i = 0; i < 100; i++) {
      give("warm-" + i, "true");
      end("warm-" + i);
    }
    long[] times = new long[200];
    for (int i = 0; i < times.length; i++) {
      long began = System.nanoTime();
      give("t-" + i, "echo hello");
      assertEquals(Outcome.OUTCOME_SUCCEEDED, end("t-" + i).getOutcome());
      times[i] = System.nanoTime() - began;
    }
    Arrays.sort(times);
    long replies = counts.values().stream().mapToInt(n -> n).sum();
    System.out.printf(
        "task p50 %.1f ms, p99 %.1f ms; replies per task %.2f; agent RSS %d KiB%n",
        times[100] / 1e6, times[197] / 1e6, replies / 300.0, rss());
  }

  @Test
  void twoHundredMebibytesReachTheStream() throws Exception {
    startAgent();
    long began = System.nanoTime();
    give("big", "head -c 209715200 /dev/zero");
    assertEquals(Outcome.OUTCOME_SUCCEEDED, end("big").getOutcome());
    await("all of it", () -> bytes.get() == 209_715_200L);
    System.out.printf("200 MiB in %.1f s, RSS %d KiB%n", (System.nanoTime() - began) / 1e9, rss());
  }

  @Test
  void deathInTheMiddleIsUnknownAndLeavesNothingRunning() throws Exception {
    startAgent();
    Path pidFile = folder.resolve("pid");
    give("t", "echo $$ >" + pidFile + "; sleep 300; sleep 300");
    await("runs", () -> pidFile.toFile().length() > 1 && counts.containsKey("t"));
    long pid = Long.parseLong(Files.readString(pidFile).strip());
    agent.destroyForcibly().waitFor();
    assertTrue(ProcessHandle.of(pid).isPresent());
    startAgent();
    assertEquals(Outcome.OUTCOME_UNKNOWN, end("t").getOutcome());
    await("ended", () -> !ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
    give("t", "echo again >" + pidFile);
    give("after", "true");
    end("after");
    assertEquals(pid + "", Files.readString(pidFile).strip());
  }

  @Test
  void survivesARestartOfNatsDuringACommand() throws Exception {
    startAgent();
    give("t", "sleep 1; echo done");
    await("runs", () -> counts.containsKey("t"));
    nats.kill();
    nats.start();
    assertEquals(Outcome.OUTCOME_SUCCEEDED, end("t").getOutcome());
  }

  @Test
  void renewsInTimeAndLeavesInAnOrderlyWay() throws Exception {
    life = Duration.ofSeconds(20);
    startAgent();
    await("renewed", () -> renewals.get() == 1);
    await("written", () -> log().contains("credentials are renewed"));
    // The agent connects anew with them, and nobody here answers its catch-up: sent until it is
    // heard.
    long[] given = {0};
    await(
        "t ends",
        () -> {
          if (System.nanoTime() - given[0] > TimeUnit.SECONDS.toNanos(1)) {
            given[0] = System.nanoTime();
            give("t", "true");
          }
          return ends.containsKey("t");
        });
    give("long", "sleep 300");
    await("runs", () -> counts.containsKey("long"));
    agent.destroy();
    assertTrue(agent.waitFor(20, TimeUnit.SECONDS), log());
    assertEquals(143, agent.exitValue());
    assertEquals(Outcome.OUTCOME_CANCELLED, end("long").getOutcome());
    await("leaving", () -> beats.getLast().getLeaving());
  }
}
