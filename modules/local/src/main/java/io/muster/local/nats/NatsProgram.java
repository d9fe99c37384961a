package io.muster.local.nats;

import io.muster.local.LocalException;
import io.muster.local.process.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The program {@code nats-server} of this machine.
 *
 * @param version such as {@code 2.9.10}
 */
public record NatsProgram(Path path, String version) {
  private static final Pattern VERSION = Pattern.compile("v?(\\d+)\\.(\\d+)\\.(\\d+)");
  private static final Duration INSTALL = Duration.ofMinutes(5);

  /** Looks at {@code $MUSTER_NATS_SERVER}, PATH and the usual folders. */
  public static Optional<NatsProgram> find() {
    List<String> places = new ArrayList<>();
    String chosen = System.getenv("MUSTER_NATS_SERVER");
    if (chosen != null && !chosen.isBlank()) {
      if (!Files.isExecutable(Path.of(chosen))) {
        throw new LocalException("$MUSTER_NATS_SERVER is " + chosen + ", which cannot be run");
      }
      places.add(chosen);
    }
    String path = System.getenv().getOrDefault("PATH", "");
    Arrays.stream(path.split(":"))
        .filter(folder -> !folder.isBlank())
        .forEach(folder -> places.add(folder + "/nats-server"));
    for (String folder : List.of("/usr/local/bin", "/usr/local/sbin", "/usr/bin", "/usr/sbin")) {
      places.add(folder + "/nats-server");
    }
    return places.stream()
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst()
        .map(NatsProgram::at);
  }

  /**
   * Finds it, or installs it from the system's packages when that is allowed.
   *
   * @param progress hears what takes long
   * @throws LocalException saying how to install it
   */
  public static NatsProgram require(Consumer<String> progress) {
    Optional<NatsProgram> found = find();
    if (found.isPresent()) {
      return found.get();
    }
    String remedy =
        "nats-server is missing; install it with: apt-get install nats-server (or put it on PATH,"
            + " or name it with $MUSTER_NATS_SERVER)";
    Optional<Path> apt = Command.find("apt-get");
    if (apt.isEmpty() || !System.getProperty("user.name").equals("root")) {
      throw new LocalException(remedy);
    }
    progress.accept("installing nats-server from the system's packages");
    Command.Result installed = install(apt.get());
    return find()
        .orElseThrow(() -> new LocalException(remedy + "; apt-get said: " + installed.lastLine()));
  }

  private static Command.Result install(Path apt) {
    Command install =
        new Command(apt.toString(), "install", "-y", "--no-install-recommends", "nats-server")
            .with("DEBIAN_FRONTEND", "noninteractive");
    Command.Result result = install.run(INSTALL);
    if (!result.succeeded()) {
      new Command(apt.toString(), "update").run(INSTALL);
      result = install.run(INSTALL);
    }
    // The package may start a server of its own, which nobody asked for.
    if (result.succeeded() && Files.isDirectory(Path.of("/run/systemd/system"))) {
      new Command("systemctl", "disable", "--now", "nats-server").run(Duration.ofSeconds(30));
    }
    return result;
  }

  private static NatsProgram at(Path path) {
    Command.Result result = new Command(path.toString(), "--version").run(Duration.ofSeconds(10));
    Matcher version = VERSION.matcher(result.output());
    if (!version.find()) {
      throw new LocalException(path + " does not tell its version: " + result.lastLine());
    }
    return new NatsProgram(
        path, version.group(1) + "." + version.group(2) + "." + version.group(3));
  }

  /** Whether it is that version or a newer one. */
  public boolean isAtLeast(int major, int minor) {
    String[] parts = version.split("\\.");
    int ours = Integer.parseInt(parts[0]) * 1000 + Integer.parseInt(parts[1]);
    return ours >= major * 1000 + minor;
  }

  /** What this version lacks of what Muster can use, one line each. */
  public List<String> lacks() {
    List<String> lines = new ArrayList<>();
    if (!isAtLeast(2, 10)) {
      lines.add("sync_interval: a power cut may lose what JetStream stored last (needs 2.10)");
      lines.add("stream compression and several filter subjects (need 2.10)");
    }
    if (!isAtLeast(2, 11)) {
      lines.add("message TTL and consumer pause (need 2.11)");
    }
    return lines;
  }
}
