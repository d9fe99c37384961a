package io.muster.local.standalone;

import io.muster.local.postgres.PostgresProcesses;
import io.muster.local.process.Child;
import io.muster.local.process.ProcessIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The processes of a data folder, whoever started them: each names a configuration file of the
 * folder in its arguments, which is seen in {@code /proc}. No pid is trusted that was written down.
 */
final class Leftovers {
  private static final Set<String> PROGRAMS = Set.of("java", "bash", "nats-server", "setsid");
  private static final Set<String> OPTIONS = Set.of("--config", "-c");

  private Leftovers() {}

  /** What runs now, by the component's name; PostgreSQL is {@code postgres}. */
  static Map<String, ProcessIdentity> find(DataFolder folder) {
    Map<String, ProcessIdentity> found = new TreeMap<>();
    try (Stream<Path> proc = Files.list(Path.of("/proc"))) {
      proc.map(path -> path.getFileName().toString())
          .filter(name -> name.chars().allMatch(Character::isDigit))
          .forEach(
              pid ->
                  component(folder, arguments(pid))
                      .ifPresent(
                          name ->
                              ProcessIdentity.of(Long.parseLong(pid))
                                  .ifPresent(process -> found.put(name, process))));
    } catch (IOException e) {
      throw new io.muster.local.LocalException("/proc cannot be read: " + e.getMessage(), e);
    }
    PostgresProcesses.server(folder.postgres())
        .ifPresent(process -> found.put("postgres", process));
    return found;
  }

  private static List<String> arguments(String pid) {
    try {
      byte[] line = Files.readAllBytes(Path.of("/proc", pid, "cmdline"));
      return Arrays.asList(new String(line, StandardCharsets.UTF_8).split("\0"));
    } catch (IOException e) {
      return List.of();
    }
  }

  private static Optional<String> component(DataFolder folder, List<String> arguments) {
    if (arguments.isEmpty() || !PROGRAMS.contains(baseName(arguments.getFirst()))) {
      return Optional.empty();
    }
    for (int i = 1; i < arguments.size(); i++) {
      if (OPTIONS.contains(arguments.get(i - 1)) && arguments.get(i).startsWith("/")) {
        Optional<String> name = component(folder, Path.of(arguments.get(i)));
        if (name.isPresent()) {
          return name;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> component(DataFolder folder, Path file) {
    String name = baseName(file.toString()).replaceFirst("\\.(yaml|conf)$", "");
    boolean ours =
        file.equals(folder.serverConfig(name))
            || file.equals(folder.agentConfig(name))
            || file.equals(folder.natsConfig());
    return ours ? Optional.of(name) : Optional.empty();
  }

  private static String baseName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Ends what runs, agents first and nats-server last; PostgreSQL is left to its own stop. */
  static void end(DataFolder folder, Consumer<String> progress) {
    Map<String, ProcessIdentity> found = find(folder);
    for (String kind : List.of("node-", "server-", "nats-server")) {
      Map<String, ProcessIdentity> these = new TreeMap<>(found);
      these.keySet().removeIf(name -> !name.startsWith(kind));
      these.values().forEach(process -> process.signal("TERM"));
      these.forEach(
          (name, process) -> {
            progress.accept("ended " + name + ", which was left behind");
            Child.end(process, "TERM", Duration.ofSeconds(15));
          });
    }
  }
}
