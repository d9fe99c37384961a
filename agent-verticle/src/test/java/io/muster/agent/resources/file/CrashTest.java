package io.muster.agent.resources.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.protocol.agent.v1.File;
import io.muster.protocol.agent.v1.Finished;
import io.muster.protocol.agent.v1.Outcome;
import io.muster.protocol.agent.v1.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The process ends after each step, as if by kill -9, and a new one goes on. */
@Timeout(120)
class CrashTest {
  private static final String OLD = "old\n".repeat(1000);
  private static final String NEW = "new\n".repeat(2000);

  @TempDir Path folder;

  /** Puts the file and halts after the step that it is told. */
  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[0]);
    Step last = Step.valueOf(arguments[1]);
    Machine machine =
        new Machine(
            folder.resolve("data"),
            step -> {
              if (step == last) {
                Runtime.getRuntime().halt(9);
              }
            });
    machine.run(task(machine, folder));
    System.exit(0);
  }

  private static Task task(Machine machine, Path folder) {
    String reload = "cat %s >>%s".formatted(folder.resolve("app.conf"), folder.resolve("log"));
    return machine.task(
        "j1",
        folder.resolve("app.conf"),
        NEW,
        File.newBuilder().setMode("0600").setValidate("true").setReload(reload));
  }

  private void crash(Step step) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                CrashTest.class.getName(),
                folder.toString(),
                step.name())
            .inheritIO()
            .start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(9, process.exitValue(), "the step " + step + " was never taken");
  }

  @ParameterizedTest
  @EnumSource(Step.class)
  void theFileIsOldOrNewAndUndoingAndRetryingWork(Step step) throws Exception {
    Path place = folder.resolve("app.conf");
    Files.writeString(place, OLD);
    Files.setAttribute(place, "unix:mode", 0640);
    crash(step);

    boolean isNew = step.compareTo(Step.RENAMED) >= 0;
    assertEquals(isNew ? NEW : OLD, Files.readString(place));
    assertEquals(isNew ? 0600 : 0640, Seen.at(place).mode());

    Machine next = new Machine(folder.resolve("data"));
    try (Stream<Path> all = Files.list(folder)) {
      assertEquals(
          0, all.filter(p -> p.getFileName().toString().startsWith(Pending.PREFIX)).count());
    }
    Finished undone = next.undo("j1");
    assertEquals(Outcome.OUTCOME_SUCCEEDED, undone.getOutcome(), undone.getMessage());
    assertEquals(!isNew, undone.getSkipped(), undone.getMessage());
    assertEquals(OLD, Files.readString(place));
    assertEquals(0640, Seen.at(place).mode());

    Finished again = next.run(task(next, folder));
    assertEquals(Outcome.OUTCOME_SUCCEEDED, again.getOutcome(), again.getMessage());
    assertEquals(NEW, Files.readString(place));
    assertEquals(Outcome.OUTCOME_SUCCEEDED, next.undo("j1").getOutcome());
    assertEquals(OLD, Files.readString(place));
    next.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = Step.class,
      names = {"RENAMED", "RENAME_SYNCED"})
  void aReloadThatTheCrashPreventedIsMadeUpFor(Step step) throws Exception {
    Files.writeString(folder.resolve("app.conf"), OLD);
    crash(step);
    Machine next = new Machine(folder.resolve("data"));
    Finished again = next.run(task(next, folder));
    assertEquals(Outcome.OUTCOME_SUCCEEDED, again.getOutcome(), again.getMessage());
    assertTrue(next.last.out().contains("loaded, which a crash had prevented"), next.last.out());
    assertEquals(NEW, log());
    Finished third = next.run(task(next, folder));
    assertTrue(third.getSkipped(), third.getMessage());
    assertEquals(NEW, log());
    next.close();
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }
}
