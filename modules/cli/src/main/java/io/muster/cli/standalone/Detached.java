package io.muster.cli.standalone;

import io.muster.cli.CliException;
import io.muster.cli.Exit;
import io.muster.local.LocalException;
import io.muster.local.standalone.DataFolder;
import io.muster.local.standalone.DataLock;
import io.muster.local.standalone.StandaloneOptions;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code up --detach}: the same in the background, followed through its log until it is ready. */
final class Detached {
  private static final String READY = "Muster is ready after";
  private static final String LAST = "  stop ";

  private Detached() {}

  static int start(StandaloneOptions options) {
    DataFolder folder = DataFolder.create(options.data());
    DataLock.take(folder).close();
    Path log = folder.log("up");
    try {
      Files.createDirectories(log.getParent());
      long from = Files.exists(log) ? Files.size(log) : 0;
      Process process =
          new ProcessBuilder(command(options, folder))
              .redirectErrorStream(true)
              .redirectInput(new File("/dev/null"))
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      return follow(process, log, from);
    } catch (IOException e) {
      throw new LocalException("muster up cannot be started: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalException("interrupted; muster up goes on, see " + log, e);
    }
  }

  private static List<String> command(StandaloneOptions options, DataFolder folder) {
    List<String> words =
        new ArrayList<>(List.of("setsid", options.launcher().toString(), "up", "--data"));
    words.add(folder.root().toString());
    options.port().ifPresent(n -> words.addAll(List.of("--port", String.valueOf(n))));
    options.nodes().ifPresent(n -> words.addAll(List.of("--nodes", String.valueOf(n))));
    options.agents().ifPresent(n -> words.addAll(List.of("--agents", String.valueOf(n))));
    return words;
  }

  /** Repeats what it says until it is ready or has ended. */
  private static int follow(Process process, Path log, long from)
      throws IOException, InterruptedException {
    boolean ready = false;
    try (RandomAccessFile in = new RandomAccessFile(log.toFile(), "r")) {
      in.seek(from);
      while (true) {
        boolean alive = process.isAlive();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          String text =
              new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
          if (text.startsWith("muster: ")) {
            throw new CliException(Exit.UNREACHABLE, text.substring("muster: ".length()));
          }
          System.out.println(text.replace("Ctrl-C, or muster down", "muster down"));
          ready |= text.startsWith(READY);
          if (ready && text.startsWith(LAST)) {
            return Exit.OK;
          }
        }
        if (!alive) {
          throw new CliException(Exit.UNREACHABLE, "muster up ended; see " + log);
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
  }
}
