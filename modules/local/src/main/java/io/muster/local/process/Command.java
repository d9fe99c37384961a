package io.muster.local.process;

import io.muster.local.LocalException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A program that is run to its end, with its output kept. */
public final class Command {
  /**
   * How it ended.
   *
   * @param exitCode -1 when it did not end in time
   * @param output both streams
   */
  public record Result(int exitCode, String output) {
    public boolean succeeded() {
      return exitCode == 0;
    }

    public String lastLine() {
      return output.lines().filter(line -> !line.isBlank()).reduce((a, b) -> b).orElse("nothing");
    }
  }

  private final List<String> words;
  private final Map<String, String> environment = new LinkedHashMap<>();

  public Command(String... words) {
    this.words = List.of(words);
  }

  /** Adds a variable to its environment. */
  public Command with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Runs it; its output goes through a file, so that nothing it leaves behind holds us up. */
  public Result run(Duration limit) {
    try {
      Path output = Files.createTempFile("muster-command", ".out");
      try {
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.redirectInput(Path.of("/dev/null").toFile()).redirectOutput(output.toFile());
        Process process = builder.start();
        boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (!ended) {
          process.destroyForcibly();
        }
        String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
        return new Result(ended ? process.exitValue() : -1, text);
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      return new Result(127, words.getFirst() + " cannot be run: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalException("interrupted while " + words.getFirst() + " ran", e);
    }
  }

  /** A program on PATH or in the system's folders. */
  public static Optional<Path> find(String name) {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/bin:/sbin:/bin";
    return Arrays.stream(path.split(":"))
        .filter(folder -> !folder.isBlank())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
