package io.muster.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What needs a process of its own: signals and a small heap. */
class ChildTest {
  private static final int CHUNKS = 1_500;

  @TempDir static Path directory;
  static Path keys;

  @BeforeAll
  static void makeKeys() throws Exception {
    keys = FakeServer.keys(directory);
  }

  private static Process start(FakeServer server, Path out, String... arguments) throws Exception {
    // A build that was started in the background ignores SIGINT, and its children would too.
    List<String> line = new ArrayList<>(List.of("env", "--default-signal=INT"));
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(
        List.of("-Xmx48m", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
    line.addAll(List.of("io.muster.cli.Main", "--server", server.url(), "--token", "t", "--ca"));
    line.add(directory.resolve("ca.crt").toString());
    line.addAll(List.of(arguments));
    return new ProcessBuilder(line)
        .redirectOutput(out.toFile())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  @Test
  void keepsMemoryBoundedHoweverMuchNodesPrint() throws Exception {
    String chunk = "x".repeat(63) + "\\n";
    String big = chunk.repeat(1024);
    FakeServer.Answer answer =
        (call, exchange) -> {
          if (!call.uri().contains("/events")) {
            FakeServer.json(exchange, 200, Events.job(3));
            return;
          }
          exchange.sendResponseHeaders(200, 0);
          OutputStream out = exchange.getResponseBody();
          int seq = 0;
          for (int i = 0; i < CHUNKS; i++) {
            String event = Events.output(++seq, "n" + i % 2, "stdout", big) + "\n";
            out.write(event.getBytes(StandardCharsets.UTF_8));
          }
          for (String end :
              List.of(
                  Events.end(++seq, "n0", "succeeded", 0),
                  Events.end(++seq, "n1", "succeeded", 0),
                  Events.end(++seq, "n2", "succeeded", 0),
                  Events.over(++seq, "succeeded", 3))) {
            out.write((end + "\n").getBytes(StandardCharsets.UTF_8));
          }
          exchange.close();
        };
    try (FakeServer server = new FakeServer(keys, answer)) {
      Path out = directory.resolve("big.json");
      Process child = start(server, out, "exec", "-o", "json", "-t", "all", "--", "yes");
      try {
        assertTrue(child.waitFor(120, TimeUnit.SECONDS));
        assertEquals(Exit.OK, child.exitValue());
        assertTrue(Files.size(out) > CHUNKS * 64L * 1024, "only " + Files.size(out) + " bytes");
      } finally {
        child.destroyForcibly();
      }
    }
  }

  @Test
  void cancelsTheJobOnInterruptAndShowsHowItEnds() throws Exception {
    CountDownLatch watched = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    FakeServer.Answer answer =
        (call, exchange) -> {
          if (call.uri().endsWith("/cancel")) {
            FakeServer.json(exchange, 200, Events.job(1));
            cancelled.countDown();
          } else if (!call.uri().contains("/events")) {
            FakeServer.json(exchange, 200, Events.job(1));
          } else {
            watched.countDown();
            await(cancelled);
            FakeServer.lines(
                exchange,
                false,
                Events.end(1, "a", "cancelled", 0),
                Events.over(2, "cancelled", 1));
          }
        };
    try (FakeServer server = new FakeServer(keys, answer)) {
      Path out = directory.resolve("cancel.out");
      Process child = start(server, out, "exec", "-t", "a", "--", "sleep", "1000");
      try {
        assertTrue(watched.await(60, TimeUnit.SECONDS));
        new ProcessBuilder("kill", "-INT", Long.toString(child.pid())).start().waitFor();
        assertTrue(child.waitFor(60, TimeUnit.SECONDS));
        assertEquals(Exit.FAILED, child.exitValue());
        assertTrue(Files.readString(out).contains("0/1 nodes in"), Files.readString(out));
        assertTrue(Files.readString(out).contains("1 cancelled"), Files.readString(out));
      } finally {
        child.destroyForcibly();
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
