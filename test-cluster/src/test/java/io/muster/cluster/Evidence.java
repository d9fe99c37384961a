package io.muster.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/** Keeps what helps to understand a failed test. */
final class Evidence {
  private Evidence() {}

  /** Copies the logs and the starts, writes the rows down, and says where. */
  static void keep(ClusterFiles files, Rows rows, Path to) {
    try {
      Files.createDirectories(to);
      try (Stream<Path> logs = Files.list(files.logs())) {
        for (Path log : logs.toList()) {
          Files.copy(log, to.resolve(log.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
      }
      if (Files.exists(files.starts())) {
        Files.copy(files.starts(), to.resolve("starts"), StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      rows.dump(to.resolve("rows.tsv"));
    } catch (RuntimeException e) {
      System.err.println("the database tells nothing: " + e.getCause());
    }
    System.err.println("logs and rows of the failed test are in " + to);
  }
}
