package io.muster.agent.resources.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.muster.agent.executor.Run;
import io.muster.protocol.agent.v1.File;
import io.muster.protocol.agent.v1.Finished;
import io.muster.protocol.agent.v1.Outcome;
import io.muster.protocol.agent.v1.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FileResourceTest {
  @TempDir Path folder;
  private Machine machine;
  private Path place;

  @BeforeEach
  void start() throws IOException {
    machine = new Machine(folder.resolve("data"));
    place = Files.createDirectory(folder.resolve("etc")).resolve("app.conf");
  }

  @AfterEach
  void stop() {
    machine.close();
  }

  private static void succeeded(Finished finished) {
    assertEquals(Outcome.OUTCOME_SUCCEEDED, finished.getOutcome(), finished.getMessage());
    assertFalse(finished.getSkipped(), finished.getMessage());
  }

  private static void failed(Finished finished, String... words) {
    assertEquals(Outcome.OUTCOME_FAILED, finished.getOutcome(), finished.getMessage());
    for (String word : words) {
      assertTrue(finished.getMessage().contains(word), finished.getMessage());
    }
  }

  private void skipped(Finished finished) {
    assertEquals(Outcome.OUTCOME_SUCCEEDED, finished.getOutcome(), finished.getMessage());
    assertTrue(finished.getSkipped(), finished.getMessage());
    assertEquals("", machine.last.out());
  }

  private void noTemporaries() throws IOException {
    try (Stream<Path> all = Files.list(place.getParent())) {
      assertEquals(
          0, all.filter(p -> p.getFileName().toString().startsWith(Pending.PREFIX)).count());
    }
    try (Stream<Path> all = Files.list(folder.resolve("data/files/pending"))) {
      assertEquals(0, all.count());
    }
  }

  private static String mode(Path path) throws IOException {
    return Shape.modeText(Seen.at(path).mode());
  }

  @Test
  void makesReplacesAndLeavesAlone() throws IOException {
    succeeded(machine.run(machine.task("j1", place, "one\n")));
    assertEquals("one\n", Files.readString(place));
    assertEquals("0644", mode(place));
    assertEquals(place + ": made, 4 bytes, mode 0644\n", machine.last.out());

    long inode = Seen.at(place).inode();
    int requests = machine.wire.requests.size();
    skipped(machine.run(machine.task("j2", place, "one\n")));
    assertEquals(inode, Seen.at(place).inode());
    assertEquals(requests, machine.wire.requests.size());

    Task two = machine.task("j3", place, "two\n", File.newBuilder().setMode("0600"));
    succeeded(machine.run(two));
    assertEquals("two\n", Files.readString(place));
    assertEquals(place + ": replaced, 4 bytes, mode 0644 → 0600\n", machine.last.out());
    noTemporaries();
  }

  @Test
  void onlyOwnerAndModeAreSetWhereTheContentIsRight() throws IOException {
    Files.writeString(place, "one\n");
    long inode = Seen.at(place).inode();
    File.Builder file = File.newBuilder().setMode("0640");
    if (root()) {
      file.setOwner("daemon:daemon");
    }
    succeeded(machine.run(machine.task("j1", place, "one\n", file)));
    assertEquals("0640", mode(place));
    assertEquals(inode, Seen.at(place).inode());
    assertEquals(0, machine.wire.requests.size());
    if (root()) {
      assertEquals("daemon", Files.getOwner(place).getName());
    }
    succeeded(machine.undo("j1"));
    assertEquals("0644", mode(place));
    assertEquals(System.getProperty("user.name"), Files.getOwner(place).getName());
  }

  private static boolean root() {
    return "root".equals(System.getProperty("user.name"));
  }

  @Test
  void theModeAndOwnerOfTheOldFileStayUnlessAskedOtherwise() throws IOException {
    Files.writeString(place, "one\n");
    Files.setAttribute(place, "unix:mode", 0604);
    if (root()) {
      Files.setAttribute(place, "unix:uid", 1);
    }
    succeeded(machine.run(machine.task("j1", place, "two\n")));
    assertEquals("0604", mode(place));
    assertEquals(root() ? 1 : Seen.at(place).uid(), Seen.at(place).uid());
  }

  @Test
  void theNewContentIsNeverThereWithAnotherMode() throws IOException {
    Path seen = folder.resolve("seen");
    Task task =
        machine.task(
            "j1",
            place,
            "secret\n",
            File.newBuilder()
                .setMode("0600")
                .setValidate("stat -c '%a %n' \"$MUSTER_FILE\" >" + seen));
    succeeded(machine.run(task));
    String[] words = Files.readString(seen).strip().split(" ");
    assertEquals("600", words[0]);
    assertEquals(place.getParent(), Path.of(words[1]).getParent());
  }

  @Test
  void aDryRunShowsADiffAndChangesAndKeepsNothing() throws IOException {
    Files.writeString(place, "a\nb\nc\n");
    Task task = machine.task("j1", place, "a\nB\nc\n", File.newBuilder().setMode("0600"));
    succeeded(machine.run(task.toBuilder().setDryRun(true).build()));
    assertEquals(
        "--- a%s\n+++ b%s\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n%s: mode 0644 → 0600\n"
            .formatted(place, place, place),
        machine.last.out());
    assertEquals("a\nb\nc\n", Files.readString(place));
    assertEquals("0644", mode(place));
    assertFalse(Files.exists(folder.resolve("data/files/kept")));
    skipped(
        machine.run(machine.task("j2", place, "a\nb\nc\n").toBuilder().setDryRun(true).build()));
  }

  @Test
  void aDryRunOfWhatIsNoTextComparesSizes() throws IOException {
    byte[] binary = {1, 0, 2};
    Task task = machine.task("j1", place, binary, File.newBuilder());
    succeeded(machine.run(task.toBuilder().setDryRun(true).build()));
    String hash = io.muster.agent.blob.BlobWire.hash(binary).substring(0, 12);
    assertEquals(
        "binary %s: absent → 3 bytes, sha256 %s\n%s: mode 0644\n".formatted(place, hash, place),
        machine.last.out());
    byte[] large = new byte[20_000];
    task = machine.task("j1", place, large, File.newBuilder());
    int before = machine.wire.requests.size();
    succeeded(machine.run(task.toBuilder().setDryRun(true).build()));
    assertTrue(machine.last.out().startsWith("large "), machine.last.out());
    assertEquals(before, machine.wire.requests.size());
  }

  @Test
  void whatIsNotValidIsNotPutInPlace() throws IOException {
    Files.writeString(place, "old\n");
    Task task =
        machine.task(
            "j1", place, "new\n", File.newBuilder().setValidate("echo bad $MUSTER_FILE; exit 3"));
    failed(machine.run(task), "is untouched", "exit code 3", "bad " + place);
    assertEquals("old\n", Files.readString(place));
    noTemporaries();
    skipped(machine.undo("j1"));
  }

  @Test
  void aFailedReloadPutsTheOldFileBackAndReloadsOnceMore() throws IOException {
    Files.writeString(place, "old\n");
    Path log = folder.resolve("log");
    String reload = "cat %s >>%s; grep -q old %s".formatted(place, log, place);
    failed(
        machine.run(machine.task("j1", place, "new\n", File.newBuilder().setReload(reload))),
        "the reload command failed (exit code 1)",
        "the old file is back and loaded");
    assertEquals("old\n", Files.readString(place));
    assertEquals("new\nold\n", Files.readString(log));
    skipped(machine.undo("j1"));
    noTemporaries();
  }

  @Test
  void aFailedReloadOfANewFileRemovesIt() {
    Task task =
        machine.task(
            "j1", place, "new\n", File.newBuilder().setReload("echo no; test ! -e " + place));
    failed(machine.run(task), "(exit code 1: no)", "the new file is removed and loaded");
    assertFalse(Files.exists(place));
  }

  @Test
  void bothMessagesAreToldWhenTheSecondReloadFailsToo() throws IOException {
    Files.writeString(place, "old\n");
    Task task =
        machine.task(
            "j1", place, "new\n", File.newBuilder().setReload("cat " + place + "; exit 4"));
    failed(machine.run(task), "(exit code 4: new)", "failed again (exit code 4: old)");
    assertEquals("old\n", Files.readString(place));
  }

  @Test
  void aCancelDuringTheReloadPutsTheOldFileBack() throws Exception {
    Files.writeString(place, "old\n");
    Path mark = folder.resolve("mark");
    String reload = "if grep -q new %s; then touch %s; sleep 60; fi".formatted(place, mark);
    CompletableFuture<Run.Stop> stop = new CompletableFuture<>();
    Task task = machine.task("j1", place, "new\n", File.newBuilder().setReload(reload));
    CompletableFuture<Finished> end =
        CompletableFuture.supplyAsync(() -> machine.runStopped(task, stop));
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!Files.exists(mark) && System.nanoTime() < until) {
      Thread.onSpinWait();
    }
    stop.complete(new Run.Stop(Outcome.OUTCOME_CANCELLED, "enough"));
    Finished finished = end.get(20, TimeUnit.SECONDS);
    assertEquals(Outcome.OUTCOME_CANCELLED, finished.getOutcome(), finished.getMessage());
    assertTrue(finished.getMessage().contains("enough"), finished.getMessage());
    assertTrue(finished.getMessage().contains("the old file is back"), finished.getMessage());
    assertEquals("old\n", Files.readString(place));
  }

  @Test
  void whatCannotBeAFileIsRefusedInClearWords() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), place);
    failed(machine.run(machine.task("j", link, "x")), link + " is a symbolic link to " + place);
    failed(
        machine.run(machine.task("j", link, "x", File.newBuilder().setFollowSymlink(true))),
        "which does not exist");
    failed(machine.run(machine.task("j", folder, "x")), folder + " is a folder");
    failed(machine.run(machine.task("j", Path.of("/dev/null"), "x")), "/dev/null is a device");
    Path pipe = folder.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    failed(machine.run(machine.task("j", pipe, "x")), "is a named pipe");
    failed(machine.run(machine.task("j", Path.of("/tmp/../x"), "x")), "absolute, without");
    failed(
        machine.run(machine.task("j", place, "x", File.newBuilder().setOwner("nobodyhere"))),
        "user nobodyhere does not exist on this node");
    failed(
        machine.run(machine.task("j", place, "x", File.newBuilder().setOwner(":nogrouphere"))),
        "group nogrouphere does not exist on this node");
    assertFalse(Files.exists(place));
  }

  @Test
  void aLinkIsFollowedWhenAsked() throws IOException {
    Files.writeString(place, "old\n");
    Path link = Files.createSymbolicLink(folder.resolve("link"), place);
    succeeded(
        machine.run(machine.task("j1", link, "new\n", File.newBuilder().setFollowSymlink(true))));
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("new\n", Files.readString(place));
    succeeded(machine.undo("j1"));
    assertEquals("old\n", Files.readString(place));
  }

  @Test
  void missingFoldersAreMadeOnlyWhenAskedAndUndone() throws IOException {
    Path deep = folder.resolve("a/b/c.conf");
    failed(
        machine.run(machine.task("j1", deep, "x")),
        "the folder " + deep.getParent(),
        "makeParents");
    assertFalse(Files.exists(folder.resolve("a")));
    Task task = machine.task("j1", deep, "x", File.newBuilder().setMakeParents(true));
    succeeded(machine.run(task.toBuilder().setDryRun(true).build()));
    assertTrue(machine.last.out().startsWith("folder " + folder.resolve("a") + ": new\n"));
    assertFalse(Files.exists(folder.resolve("a")));
    succeeded(machine.run(task));
    assertEquals("0755", mode(deep.getParent()));
    succeeded(machine.undo("j1"));
    assertFalse(Files.exists(folder.resolve("a")));
  }

  @Test
  void aFullDiskAndAReadOnlyMountLeaveTheOldFile() throws Exception {
    assumeTrue(root(), "mounting needs root");
    Path mount = Files.createDirectory(folder.resolve("small"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", mount.toString()),
        "this machine does not let us mount");
    try {
      Path small = mount.resolve("file");
      Files.writeString(small, "old\n");
      byte[] large = new byte[200_000];
      new Random(1).nextBytes(large);
      failed(
          machine.run(machine.task("j1", small, large, File.newBuilder())),
          small + " cannot be written: the disk is full");
      assertEquals("old\n", Files.readString(small));
      try (Stream<Path> all = Files.list(mount)) {
        assertEquals(1, all.count());
      }
      assertTrue(run("mount", "-o", "remount,ro", mount.toString()));
      failed(machine.run(machine.task("j2", small, "new\n")), "mounted read-only");
      failed(
          machine.run(machine.task("j2", small, "old\n", File.newBuilder().setMode("0600"))),
          "mounted read-only");
      assertEquals("old\n", Files.readString(small));
    } finally {
      run("umount", mount.toString());
    }
  }

  private static boolean run(String... command) throws Exception {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
  }

  @Test
  void contentWithAnotherHashIsRefusedAfterASecondTry() throws IOException {
    Files.writeString(place, "old\n");
    Task task = machine.task("j1", place, "new\n");
    machine.wire.contents.put(task.getFile().getSha256(), "bad\n".getBytes());
    failed(machine.run(task), place + " is untouched", "another hash, twice");
    assertEquals("old\n", Files.readString(place));
    assertEquals(2, machine.wire.requests.size());
    noTemporaries();
  }

  @Test
  void aDamagedCacheIsNoticedAndMended() throws IOException {
    Task task = machine.task("j1", place, "one\n");
    succeeded(machine.run(task));
    Files.delete(place);
    Files.writeString(folder.resolve("data/files/cache/" + task.getFile().getSha256()), "bad\n");
    succeeded(machine.run(task));
    assertEquals("one\n", Files.readString(place));
  }

  @Test
  void largeContentArrivesWhole() throws IOException {
    byte[] large = new byte[9_000_001];
    new Random(7).nextBytes(large);
    succeeded(machine.run(machine.task("j1", place, large, File.newBuilder())));
    assertArrayEquals(large, Files.readAllBytes(place));
  }
}
