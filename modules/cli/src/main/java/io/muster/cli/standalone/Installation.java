package io.muster.cli.standalone;

import io.muster.cli.CliException;
import io.muster.cli.Exit;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where Muster's own files lie, as the launcher tells. */
final class Installation {
  private Installation() {}

  /** The launcher script. */
  static Path launcher() {
    String home = System.getProperty("muster.home");
    if (home == null || !Files.isExecutable(Path.of(home, "muster"))) {
      throw new CliException(
          Exit.UNREACHABLE, "this command works through the launcher only: run the script muster");
    }
    return Path.of(home, "muster");
  }
}
