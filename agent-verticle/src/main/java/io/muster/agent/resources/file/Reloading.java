package io.muster.agent.resources.file;

import io.muster.agent.resource.Work;
import io.muster.agent.resource.WorkEnded;
import io.muster.protocol.agent.v1.Finished;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The reload command after a change, and putting the old file back when it fails. */
record Reloading(Bench bench, Work work, String line, Path path) {
  /**
   * Runs it. {@code record} says what was there before; null when only the command was owed.
   *
   * @return words for the account of what was done
   * @throws WorkEnded when it failed; the old file is back then, if it was kept
   */
  String after(KeptRecord record) throws IOException {
    if (line.isEmpty()) {
      return "";
    }
    Work.Ran ran = new Commands(work).run(line, path);
    if (ran.succeeded()) {
      bench.owed.settle(path);
      bench.steps.took(Step.RELOADED);
      return "; reloaded";
    }
    KeptRecord known = record == null ? remembered() : record;
    String failed = "the reload command failed (" + Commands.words(ran, path, path) + ")";
    throw end(ran.finished(), path + ": " + failed + "; " + back(known));
  }

  private KeptRecord remembered() throws IOException {
    Optional<KeptRecord> found =
        bench.kept.of(work.task().getJobId()).stream()
            .filter(record -> record.path().equals(path))
            .findFirst();
    return found.orElse(null);
  }

  private static WorkEnded end(Finished finished, String message) {
    Finished plain = finished.toBuilder().clearExitCode().clearSignal().build();
    return new WorkEnded(plain).saying(message);
  }

  /** Puts the old file back and reloads once more; says how that went. */
  private String back(KeptRecord record) {
    if (record == null) {
      return "the new file stays, because what was there before is not known";
    }
    try {
      new Restoring(bench, record).restore(Seen.at(path));
    } catch (IOException | RuntimeException e) {
      return "the old file could not be put back: " + e.getMessage();
    }
    Work.Ran again = new Commands(work).runAnyway(line, path);
    try {
      bench.owed.settle(path);
      bench.kept.forget(record);
    } catch (IOException e) {
      // Undoing finds later that the old file is there.
    }
    String back = record.before().exists() ? "the old file is back" : "the new file is removed";
    return again.succeeded()
        ? back + " and loaded"
        : back + ", but the reload failed again (" + Commands.words(again, path, path) + ")";
  }

  /** For undoing: what was put back stays, and the command stays owed when it fails. */
  String afterUndo() throws IOException {
    if (line.isEmpty()) {
      return "";
    }
    Work.Ran ran = new Commands(work).run(line, path);
    if (!ran.succeeded()) {
      throw end(
          ran.finished(),
          path
              + ": put back, but the reload command failed ("
              + Commands.words(ran, path, path)
              + "); undoing again runs it again");
    }
    bench.owed.settle(path);
    return "; reloaded";
  }
}
