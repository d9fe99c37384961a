package io.muster.local.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.local.LocalException;
import io.muster.local.doctor.Doctor;
import io.muster.local.process.Child;
import io.muster.local.process.ProcessIdentity;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  @TempDir Path dir;

  private DataFolder folder() {
    return DataFolder.create(dir.resolve("data"));
  }

  @Test
  void isForItsOwnerOnly() throws Exception {
    assertEquals(
        "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder().root())));
  }

  @Test
  void isHeldByOneAndSaysByWhom() {
    DataFolder folder = folder();
    try (DataLock held = DataLock.take(folder)) {
      String message = assertThrows(LocalException.class, () -> DataLock.take(folder)).getMessage();
      assertEquals(
          "data folder "
              + folder.root()
              + " is held by muster up with pid "
              + ProcessHandle.current().pid()
              + "; run muster down or use --data",
          message);
      assertEquals(ProcessIdentity.self(), DataLock.holder(folder).orElseThrow());
      assertTrue(held != null);
    }
    DataLock.take(folder).close();
  }

  @Test
  void remembersPortsAndGivesNewOnesToNewNodes() {
    DataFolder folder = folder();
    StandaloneState first =
        new StandaloneState(8443, 1, 1, Map.of(), false).withPorts(folder, GeneratedFiles.inner(1));
    first.write(folder);
    StandaloneState again = StandaloneState.read(folder).orElseThrow();
    assertEquals(first, again);
    StandaloneState more =
        new StandaloneState(8443, 3, 1, again.ports(), false)
            .withPorts(folder, GeneratedFiles.inner(3));
    assertEquals(first.inner("postgres"), more.inner("postgres"));
    assertEquals(GeneratedFiles.inner(3).size(), more.ports().size());
    assertEquals(more.ports().size(), more.ports().values().stream().distinct().count());
    assertEquals(
        List.of("https://127.0.0.1:8443", "https://127.0.0.1:8444", "https://127.0.0.1:8445"),
        more.servers());
  }

  @Test
  void aStateThatCannotBeIsRefusedByItsValueAndDoctorTellsIt() throws Exception {
    Path file = folder().root().resolve("state.json");
    Map<String, String> words =
        Map.of(
            "", "nodes is missing but must be 1 to 9",
            "null", "nodes is missing but must be 1 to 9",
            "{\"nodes\": 1, \"port\": \"x\"}", "port is \"x\" but must be 1 to 65535",
            "{\"nodes\": 0, \"port\": 8443}", "nodes is 0 but must be 1 to 9",
            "{\"nodes\": 3, \"port\": 65534}", "port is 65534 but must be 1 to 65533",
            "{\"ports\": {\"nats\": -3}}", "ports.nats is -3 but must be 1 to 65535",
            "{\"port\": 84", "Unexpected end-of-input");
    for (Map.Entry<String, String> one : words.entrySet()) {
      Files.writeString(file, one.getKey());
      String message =
          assertThrows(LocalException.class, () -> StandaloneState.read(folder())).getMessage();
      assertTrue(message.startsWith(file + " cannot be read: "), message);
      assertTrue(message.contains(one.getValue()), message);
      assertTrue(message.lines().count() == 1, message);
      assertTrue(
          Doctor.examine(dir.resolve("data")).stream()
              .anyMatch(finding -> finding.detail().equals(message)));
    }
  }

  @Test
  void aLockKnowsThatItsFolderWasRemovedOrReplaced() throws Exception {
    DataFolder folder = folder();
    try (DataLock lock = DataLock.take(folder)) {
      assertTrue(lock.stillThere());
      Files.move(folder.root(), dir.resolve("elsewhere"));
      assertFalse(lock.stillThere());
      folder();
      Files.createFile(folder.root().resolve("lock"));
      assertFalse(lock.stillThere());
    }
  }

  @Test
  void aFileIsNoDataFolder() throws Exception {
    Path file = Files.createFile(dir.resolve("file"));
    String message = assertThrows(LocalException.class, () -> DataFolder.create(file)).getMessage();
    assertEquals("data folder " + file + " is not a folder; use --data", message);
  }

  @Test
  void endsWhatAKilledSupervisorLeftBehindAndNothingElse() throws Exception {
    DataFolder folder = folder();
    Path config = folder.serverConfig("server-1");
    // The name of the program counts too, so that an editor on the same file is spared.
    Child left = new Child("left", bash(config), Map.of(), dir.resolve("log"));
    Child editor =
        new Child(
            "editor",
            List.of("sh", "-c", "sleep 300; :", "--config", config.toString()),
            Map.of(),
            dir.resolve("log"));
    left.start();
    editor.start();
    try {
      awaitFound(folder);
      assertEquals(Map.of("server-1", left.process().orElseThrow()), Leftovers.find(folder));
      List<String> said = new ArrayList<>();
      Leftovers.end(folder, said::add);
      assertEquals(List.of("ended server-1, which was left behind"), said);
      assertTrue(left.process().isEmpty());
      assertTrue(editor.process().isPresent());
    } finally {
      left.stop("KILL", Duration.ofSeconds(5));
      editor.stop("KILL", Duration.ofSeconds(5));
    }
  }

  private static List<String> bash(Path config) {
    return List.of("bash", "-c", "while :; do :; done", "--config", config.toString());
  }

  private static void awaitFound(DataFolder folder) {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (Leftovers.find(folder).isEmpty() && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  @Test
  void saysWhichPortIsTakenAndByWhomAndStartsNothing() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      Standalone standalone =
          new Standalone(
              new StandaloneOptions(
                  Path.of("/nowhere/muster"),
                  dir.resolve("data"),
                  OptionalInt.of(port),
                  OptionalInt.empty(),
                  OptionalInt.empty()),
              line -> {});
      String message =
          assertThrows(LocalException.class, () -> standalone.run(state -> {})).getMessage();
      assertTrue(
          message.matches(
              "port "
                  + port
                  + ", which the API was to use, is taken by java \\(pid "
                  + ProcessHandle.current().pid()
                  + "\\); choose another with --port"),
          message);
      assertTrue(standalone.failed());
      assertTrue(Leftovers.find(folder()).isEmpty());
    }
  }

  @Test
  void aFullDiskIsNotHealthyThoughEverythingRuns() {
    StandaloneStatus full =
        new StandaloneStatus(
            dir, Optional.of(1L), List.of(), List.of(), List.of(running("nats-server")), 9, 10);
    assertTrue(full.diskFull());
    assertFalse(full.healthy());
    StandaloneStatus roomy =
        new StandaloneStatus(
            dir, Optional.of(1L), List.of(), List.of(), List.of(running("nats-server")), 10, 10);
    assertTrue(roomy.healthy());
  }

  private static StandaloneStatus.Row running(String name) {
    return new StandaloneStatus.Row(
        name, Optional.of(2L), OptionalInt.empty(), "running", 1, Duration.ZERO);
  }

  @Test
  void nothingRunsInAFolderThatIsNotThere() {
    assertFalse(StandaloneStop.run(dir.resolve("nowhere"), line -> {}));
    assertTrue(StandaloneStatus.of(dir.resolve("nowhere")).isEmpty());
  }
}
