package io.muster.cluster.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The benchmarks at a small size, so that they still run when they are needed. */
class BenchIT {
  @TempDir Path data;

  /** What it prints; exit code 0 says that everything succeeded, and nothing was started twice. */
  private String run(String... arguments) {
    System.setProperty("muster.home", Path.of("..").toAbsolutePath().normalize().toString());
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    int code;
    try {
      code = new CommandLine(new Main()).execute(arguments);
    } finally {
      System.setOut(before);
    }
    String text = printed.toString(StandardCharsets.UTF_8);
    assertEquals(0, code, text);
    return text;
  }

  private static void assertPrints(String regex, String text) {
    assertTrue(text.lines().anyMatch(line -> line.matches(regex)), text);
  }

  @Test
  void twoHundredAgentsSucceedOnceEachAndTheRatioIsPrinted() {
    String text =
        run(
            "exec",
            "--agents=200",
            "--connections=4",
            "--rounds=2",
            "--warm-up=1",
            "--data",
            dir());
    assertPrints("200 agents over 4 connections, 2 rounds.*", text);
    assertPrints("ratio to the raw floor: \\d.*", text);
  }

  @Test
  void aSingleCallIsTakenApartAndTheRatioIsPrinted() {
    String text = run("exec", "--agents=1", "--latency", "--calls=10", "--data", dir());
    assertPrints("submit to result at the watcher, one idle agent, 10 calls: p50 \\d.*", text);
    assertPrints("ratio to the raw floor: \\d.*", text);
    assertPrints("  the command has ended +\\d.*", text);
    assertPrints("  control plane +\\d.*", text);
  }

  @Test
  void aFileReachesEveryAgentWholeAndTheRatiosArePrinted() {
    String text =
        run("files", "--agents=2", "--size=3M", "--rounds=1", "--warm-up=0", "--data", dir());
    assertPrints("2 agents, a file of 3145728 bytes, 1 rounds.*", text);
    assertPrints("muster, ms: .* \\d.* MB/s in total", text);
    assertPrints("ratio to cp: \\d.*", text);
    assertPrints("ratio to scp: \\d.*", text);
  }

  @Test
  void everyBatchOfARolloutSucceedsAndTheOverheadIsPrinted() {
    String text =
        run(
            "rollout",
            "--agents=60",
            "--batches=3",
            "--connections=2",
            "--rounds=1",
            "--warm-up=0",
            "--data",
            dir());
    assertPrints("60 agents in batches of 20, 1 rounds.*", text);
    assertPrints("engine's overhead of a batch, ms: p50 \\d.*", text);
    assertPrints("ratio to the plain job: \\d.*", text);
  }

  private String dir() {
    return data.toString();
  }
}
