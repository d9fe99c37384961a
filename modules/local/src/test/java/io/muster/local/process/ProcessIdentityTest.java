package io.muster.local.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessIdentityTest {
  @TempDir Path dir;

  @Test
  void doesNotSignalAProcessThatGotTheNumberLater() {
    Child child = new Child("sleeper", List.of("sleep", "60"), Map.of(), dir.resolve("log"));
    child.start();
    ProcessIdentity now = child.process().orElseThrow();
    ProcessIdentity before = new ProcessIdentity(now.pid(), now.startTicks() - 1, now.boot());
    assertFalse(before.alive());
    before.signal("KILL");
    assertTrue(now.alive());
    child.stop("TERM", Duration.ofSeconds(5));
    assertFalse(now.alive());
  }

  @Test
  void endsWhatDoesNotHeedASignal() {
    Child child =
        new Child(
            "stubborn",
            List.of("sh", "-c", "trap '' TERM; echo up; while :; do sleep 0.1; done"),
            Map.of(),
            dir.resolve("log"));
    child.start();
    child.awaitReady(() -> exists(dir.resolve("log")), Duration.ofSeconds(5));
    child.stop("TERM", Duration.ofMillis(200));
    assertTrue(child.process().isEmpty());
  }

  private static boolean exists(Path log) {
    try {
      return Files.size(log) > 0;
    } catch (java.io.IOException e) {
      return false;
    }
  }

  @Test
  void keepsALogBounded() throws Exception {
    Path log = Files.writeString(dir.resolve("log"), "12345678");
    LogFile.rotate(log, 8);
    assertEquals(8, Files.size(log));
    LogFile.rotate(log, 7);
    assertEquals(0, Files.size(log));
    assertEquals("12345678", Files.readString(dir.resolve("log.1")));
  }
}
