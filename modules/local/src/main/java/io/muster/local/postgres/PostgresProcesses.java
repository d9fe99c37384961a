package io.muster.local.postgres;

import io.muster.local.process.ProcessIdentity;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The server of a folder for those who only look at it or stop it. */
public final class PostgresProcesses {
  private PostgresProcesses() {}

  /** The server that runs in this home now. */
  public static Optional<ProcessIdentity> server(Path home) {
    return Postmaster.of(home.resolve("data")).map(Postmaster::process);
  }

  /** Stops the server of this home with a checkpoint and waits; false when there was none. */
  public static boolean stop(Path home) {
    if (server(home).isEmpty()) {
      return false;
    }
    new EmbeddedPostgres(
            new PostgresConfig(home, home, home.resolve("none"), home, 1, true, Map.of()))
        .stop(EmbeddedPostgres.Stop.FAST);
    return true;
  }
}
