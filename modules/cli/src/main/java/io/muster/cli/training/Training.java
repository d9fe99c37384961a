package io.muster.cli.training;

import io.muster.cli.Main;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Runs usual calls against a server that answers as the control plane does. */
public final class Training {
  private static final List<List<String>> CALLS =
      List.of(
          List.of("node", "ls"),
          List.of("node", "ls", "-o", "json"),
          List.of("node", "show", "n1"),
          List.of("exec", "-t", "true", "--yes", "--", "true"),
          List.of("exec", "-t", "n1,n2", "--yes", "-o", "json", "--", "uptime"),
          List.of("job", "ls"),
          List.of("version"),
          List.of("node", "--help"),
          List.of("nod"));

  private Training() {}

  /** Ends with 0 when the server could be made and each call was tried. */
  public static void main(String[] args) throws Exception {
    Path directory = Files.createTempDirectory("muster-training");
    PrintStream out = System.out;
    PrintStream err = System.err;
    try (ScriptedServer server = ScriptedServer.start(directory)) {
      PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
      System.setOut(nowhere);
      System.setErr(nowhere);
      List<String> where =
          List.of("--server", server.url(), "--token", "t", "--ca", server.ca().toString());
      for (List<String> call : CALLS) {
        Main.run(Stream.concat(where.stream(), call.stream()).toArray(String[]::new));
      }
    } finally {
      System.setOut(out);
      System.setErr(err);
      delete(directory);
    }
    System.exit(0);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
