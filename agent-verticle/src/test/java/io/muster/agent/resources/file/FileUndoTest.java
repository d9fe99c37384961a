package io.muster.agent.resources.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.protocol.agent.v1.File;
import io.muster.protocol.agent.v1.Finished;
import io.muster.protocol.agent.v1.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FileUndoTest {
  @TempDir Path folder;
  private Machine machine;
  private Path place;

  @BeforeEach
  void start() throws IOException {
    machine = new Machine(folder.resolve("data"));
    place = folder.resolve("app.conf");
    Files.writeString(place, "old\n");
    Files.setAttribute(place, "unix:mode", 0640);
  }

  @AfterEach
  void stop() {
    machine.close();
  }

  private void put(String job, String text, File.Builder file) {
    Finished end = machine.run(machine.task(job, place, text, file));
    assertEquals(Outcome.OUTCOME_SUCCEEDED, end.getOutcome(), end.getMessage());
  }

  private void put(String job, String text) {
    put(job, text, File.newBuilder());
  }

  private void undone(String job, boolean skipped) {
    Finished end = machine.undo(job);
    assertEquals(Outcome.OUTCOME_SUCCEEDED, end.getOutcome(), end.getMessage());
    assertEquals(skipped, end.getSkipped(), end.getMessage());
  }

  private void refused(String job, String... words) {
    Finished end = machine.undo(job);
    assertEquals(Outcome.OUTCOME_FAILED, end.getOutcome(), end.getMessage());
    for (String word : words) {
      assertTrue(end.getMessage().contains(word), end.getMessage());
    }
  }

  private String text() throws IOException {
    return Files.readString(place);
  }

  @Test
  void putsBackContentAndModeOnceAndRunsTheReload() throws IOException {
    Path log = folder.resolve("log");
    put("j1", "new\n", File.newBuilder().setMode("0600").setReload("cat " + place + " >>" + log));
    undone("j1", false);
    assertEquals("old\n", text());
    assertEquals(0640, Seen.at(place).mode());
    assertEquals("new\nold\n", Files.readString(log));
    assertEquals(place + ": put back; reloaded\n", machine.last.out());
    undone("j1", true);
    assertEquals("new\nold\n", Files.readString(log));
  }

  @Test
  void removesWhatWasNew() throws IOException {
    Files.delete(place);
    put("j1", "new\n");
    undone("j1", false);
    assertFalse(Files.exists(place));
    undone("j1", true);
  }

  @Test
  void aDryRunShowsTheWayBack() throws IOException {
    put("j1", "new\n");
    Finished end = machine.undo("j1", true);
    assertEquals(Outcome.OUTCOME_SUCCEEDED, end.getOutcome(), end.getMessage());
    assertTrue(machine.last.out().contains("-new\n+old\n"), machine.last.out());
    assertEquals("new\n", text());
  }

  @Test
  void whatWasChangedSinceStays() throws IOException {
    put("j1", "new\n");
    Files.writeString(place, "mine\n");
    refused(
        "j1", "was changed since", Hashing.of("new\n".getBytes()), Hashing.of("mine\n".getBytes()));
    assertEquals("mine\n", text());
    Files.delete(place);
    refused("j1", "now it is absent");
    Files.createSymbolicLink(place, Path.of("/etc/passwd"));
    refused("j1", "it is a symbolic link now");
  }

  @Test
  void aJobThatChangedNothingIsSkipped() {
    undone("j9", true);
  }

  @Test
  void twoJobsAreUndoneInReverse() throws IOException {
    put("j1", "one\n");
    put("j2", "two\n");
    refused("j1", "was changed since");
    undone("j2", false);
    undone("j1", false);
    assertEquals("old\n", text());
  }

  @Test
  void whatIsBeyondTheBoundsIsSaidNotGuessed() throws IOException {
    for (int i = 1; i <= 5; i++) {
      put("j" + i, "text " + i + "\n");
    }
    for (int i = 5; i >= 3; i--) {
      undone("j" + i, false);
    }
    refused("j2", "the content of before is not kept", "files.keep");
    assertEquals("text 2\n", text());
  }

  @Test
  void aFileTooLargeToKeepIsPutAllTheSameAndUndoingSaysWhy() throws IOException {
    Files.write(place, new byte[200_000]);
    put("j1", "new\n");
    refused("j1", "it had 200000 bytes", "files.keepBytes");
    assertEquals("new\n", text());
  }

  @Test
  void aLargeFileIsPutBackAfterAFailedReloadAllTheSame() throws IOException {
    Files.write(place, new byte[200_000]);
    Finished end =
        machine.run(machine.task("j1", place, "new\n", File.newBuilder().setReload("exit 1")));
    assertEquals(Outcome.OUTCOME_FAILED, end.getOutcome());
    assertEquals(200_000, Files.size(place));
  }

  @Test
  void aReloadThatFailsAfterUndoingIsRunAgainByUndoingAgain() throws IOException {
    Path ok = Files.createFile(folder.resolve("ok"));
    put("j1", "new\n", File.newBuilder().setReload("test -e " + ok));
    Files.delete(ok);
    refused("j1", "put back, but the reload command failed");
    assertEquals("old\n", text());
    Files.createFile(ok);
    undone("j1", false);
    undone("j1", true);
  }

  @Test
  void damageOfWhatWasKeptIsNoticed() throws IOException {
    put("j1", "new\n");
    KeptRecord record = new Kept(folder.resolve("data/files/kept")).of("j1").getFirst();
    Files.writeString(new Kept(folder.resolve("data/files/kept")).contentOf(record), "bad\n");
    refused("j1", "damaged on the disk");
    assertEquals("new\n", text());
  }
}
