package io.muster.local.standalone;

import io.muster.local.LocalException;
import io.muster.local.postgres.PostgresProcesses;
import io.muster.local.process.ProcessIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** {@code muster down}: asks the supervisor to stop, and ends what has none any more. */
public final class StandaloneStop {
  private static final Duration LIMIT = Duration.ofSeconds(120);

  private StandaloneStop() {}

  /**
   * Stops everything of this folder and waits.
   *
   * @return false when nothing ran
   */
  public static boolean run(Path data, Consumer<String> progress) {
    Optional<DataFolder> existing = DataFolder.existing(data);
    if (existing.isEmpty()) {
      return false;
    }
    DataFolder folder = existing.get();
    boolean any = false;
    Optional<DataLock> lock = DataLock.tryTake(folder);
    if (lock.isEmpty()) {
      ProcessIdentity supervisor =
          DataLock.holder(folder)
              .orElseThrow(
                  () ->
                      new LocalException(
                          "data folder "
                              + folder.root()
                              + " is held by a process that does not tell its pid"));
      progress.accept("stopping muster up, pid " + supervisor.pid());
      supervisor.signal("TERM");
      if (!supervisor.awaitExit(LIMIT)) {
        throw new LocalException(
            "muster up, pid " + supervisor.pid() + ", does not stop; see " + folder.logs());
      }
      any = true;
      lock = DataLock.tryTake(folder);
    }
    try (DataLock held = lock.orElseGet(() -> DataLock.take(folder))) {
      any |= !Leftovers.find(folder).isEmpty();
      Leftovers.end(folder, progress);
      if (PostgresProcesses.stop(folder.postgres())) {
        progress.accept("ended postgres, which was left behind");
      }
    }
    return any;
  }
}
