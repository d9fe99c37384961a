package io.muster.cli.standalone;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the standalone lives. */
final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The data folder. Default: $MUSTER_DATA, else .muster in this directory.")
  private Path data;

  Path path() {
    if (data != null) {
      return data;
    }
    String chosen = System.getenv("MUSTER_DATA");
    return Path.of(chosen == null || chosen.isBlank() ? ".muster" : chosen);
  }
}
