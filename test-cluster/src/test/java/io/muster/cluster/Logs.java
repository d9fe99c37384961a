package io.muster.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the processes logged since a mark, and which lines of that nobody expects. */
final class Logs {
  private static final Pattern TROUBLE =
      Pattern.compile(
          "^\\S+ ERROR |^SEVERE|^Exception in thread|OutOfMemoryError|^WARNING: A .* leak");

  private final Path folder;
  private final Map<Path, Integer> marks = new HashMap<>();

  Logs(Path folder) {
    this.folder = folder;
  }

  /** What is there now counts no more. */
  void mark() {
    for (Path file : files()) {
      marks.put(file, text(file).length);
    }
  }

  /** The lines of trouble that none of the patterns is found in, each with the log's name. */
  List<String> unexpected(List<Pattern> expected) {
    List<String> found = new ArrayList<>();
    for (Path file : files()) {
      byte[] all = text(file);
      int from = Math.min(marks.getOrDefault(file, 0), all.length);
      String fresh = new String(Arrays.copyOfRange(all, from, all.length), StandardCharsets.UTF_8);
      fresh
          .lines()
          .filter(line -> TROUBLE.matcher(line).find())
          .filter(line -> expected.stream().noneMatch(p -> p.matcher(line).find()))
          .forEach(line -> found.add(file.getFileName() + ": " + line));
    }
    return found;
  }

  private List<Path> files() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(this::isOurs).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** PostgreSQL and nats-server are killed on purpose and complain in their own words. */
  private boolean isOurs(Path file) {
    String name = file.getFileName().toString();
    return !name.startsWith("postgres") && !name.startsWith("nats");
  }

  private static byte[] text(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
