package io.muster.local.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.local.LocalException;
import io.muster.local.process.Child;
import io.muster.local.process.ProcessIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorTest {
  @TempDir Path dir;

  private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
  private final Supervisor supervisor = new Supervisor(said::add);

  @AfterEach
  void stop() {
    supervisor.stop();
  }

  private Component program(String name, String... command) {
    Child child = new Child(name, List.of(command), Map.of(), dir.resolve(name + ".log"));
    return new ProgramComponent(
        child, () -> child.process().isPresent(), Duration.ofSeconds(5), Duration.ofSeconds(5));
  }

  private String next() throws InterruptedException {
    String line = said.poll(20, TimeUnit.SECONDS);
    assertTrue(line != null, "nothing was said in time");
    return line;
  }

  @Test
  void startsAgainWhatWasKilled() throws Exception {
    Component sleeper = program("sleeper", "sleep", "300");
    supervisor.start(List.of(sleeper));
    ProcessIdentity first = sleeper.process().orElseThrow();
    first.signal("KILL");
    assertEquals("sleeper ended (signal 9); it is started again in 500 ms", next());
    assertEquals("sleeper runs again", next());
    ProcessIdentity second = sleeper.process().orElseThrow();
    assertFalse(first.alive());
    second.signal("KILL");
    assertEquals("sleeper ended (signal 9); it is started again in 1 s", next());
  }

  @Test
  void stopsEverythingAndStartsNothingAgain() throws Exception {
    Component a = program("a", "sleep", "300");
    Component b = program("b", "sleep", "300");
    supervisor.start(List.of(a, b));
    supervisor.stop();
    assertTrue(a.process().isEmpty());
    assertTrue(b.process().isEmpty());
    assertTrue(said.isEmpty(), said::toString);
  }

  @Test
  void failsTheStartWithTheLastWordsOfWhatDoesNotStart() {
    Child child =
        new Child(
            "broken",
            List.of("sh", "-c", "echo starting; echo 'ERROR: no luck'; echo bye; exit 3"),
            Map.of(),
            dir.resolve("broken.log"));
    Component broken =
        new ProgramComponent(child, () -> false, Duration.ofSeconds(5), Duration.ofSeconds(5));
    String message =
        assertThrows(LocalException.class, () -> supervisor.start(List.of(broken))).getMessage();
    assertTrue(message.startsWith("broken ended while starting (exit code 3): ERROR: no luck"));
  }
}
