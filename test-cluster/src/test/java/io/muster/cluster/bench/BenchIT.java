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

/** The benchmark at a small size, so that it still runs when it is needed. */
class BenchIT {
  @TempDir Path data;

  @Test
  void twoHundredAgentsSucceedOnceEachAndTheRatioIsPrinted() {
    System.setProperty("muster.home", Path.of("..").toAbsolutePath().normalize().toString());
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    int code;
    try {
      code =
          new CommandLine(new Main())
              .execute(
                  "exec",
                  "--agents=200",
                  "--connections=4",
                  "--rounds=2",
                  "--warm-up=1",
                  "--data=" + data);
    } finally {
      System.setOut(before);
    }
    String text = printed.toString(StandardCharsets.UTF_8);
    // 0 says that every task of every round succeeded and that no attempt was started twice.
    assertEquals(0, code, text);
    assertTrue(text.contains("200 agents over 4 connections, 2 rounds"), text);
    assertTrue(text.lines().anyMatch(line -> line.matches("ratio to the raw floor: \\d.*")), text);
  }
}
