package io.muster.local.doctor;

import io.muster.local.LocalException;
import io.muster.local.doctor.Finding.State;
import io.muster.local.nats.NatsProgram;
import io.muster.local.process.Command;
import io.muster.local.process.Ports;
import io.muster.local.standalone.StandaloneStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at this machine and changes nothing. */
public final class Doctor {
  private static final int PORT = 8443;
  private static final long ROOM_MB = 2048;

  private Doctor() {}

  /**
   * Looks at everything.
   *
   * @param data the data folder of the standalone
   */
  public static List<Finding> examine(Path data) {
    List<Finding> findings = new ArrayList<>();
    findings.add(java());
    findings.add(tool("Maven", "mvn", "maven", State.WEAK, "builds and tests"));
    findings.add(nats());
    findings.add(postgres());
    findings.add(tool("setsid", "setsid", "util-linux", State.MISSING, "starts children"));
    findings.add(loadBalancer());
    findings.add(disk(data));
    findings.add(port(data));
    findings.add(openFiles());
    findings.add(cgroups());
    findings.add(systemd());
    findings.addAll(standalone(data));
    return List.copyOf(findings);
  }

  private static Finding java() {
    int feature = Runtime.version().feature();
    String detail = Runtime.version() + " in " + System.getProperty("java.home");
    if (!Files.isExecutable(Path.of(System.getProperty("java.home"), "bin", "javac"))) {
      return new Finding(
          State.WEAK, "JDK", detail + ", no compiler", "apt-get install openjdk-21-jdk-headless");
    }
    return feature < 25
        ? new Finding(State.WEAK, "JDK", detail, "works; with JDK 25 programs start faster")
        : Finding.ok("JDK", detail);
  }

  private static Finding tool(
      String what, String program, String debianPackage, State otherwise, String use) {
    Optional<Path> found = Command.find(program);
    return found
        .map(path -> Finding.ok(what, path.toString()))
        .orElseGet(
            () ->
                new Finding(
                    otherwise, what, "not found; " + use, "apt-get install " + debianPackage));
  }

  private static Finding nats() {
    try {
      Optional<NatsProgram> found = NatsProgram.find();
      if (found.isEmpty()) {
        return new Finding(
            State.MISSING, "nats-server", "not found", "apt-get install nats-server");
      }
      NatsProgram program = found.get();
      String detail = program.version() + " in " + program.path();
      return program.lacks().isEmpty()
          ? Finding.ok("nats-server", detail)
          : new Finding(
              State.WEAK,
              "nats-server",
              detail + "; lacks " + String.join("; ", program.lacks()),
              "put a newer one on PATH, or name it with $MUSTER_NATS_SERVER");
    } catch (LocalException e) {
      return new Finding(State.MISSING, "nats-server", e.getMessage(), "unset MUSTER_NATS_SERVER");
    }
  }

  private static Finding postgres() {
    String arch = System.getProperty("os.arch");
    return arch.equals("amd64")
        ? Finding.ok("PostgreSQL", "embedded")
        : new Finding(
            State.MISSING,
            "PostgreSQL",
            "none is embedded for " + arch,
            "run control-plane nodes against a PostgreSQL of your own");
  }

  private static Finding loadBalancer() {
    Optional<Path> found = Command.find("haproxy").or(() -> Command.find("nginx"));
    return found
        .map(path -> Finding.ok("load balancer", path.toString()))
        .orElseGet(
            () ->
                new Finding(
                    State.OPTIONAL,
                    "load balancer",
                    "neither haproxy nor nginx; tests want one",
                    "apt-get install haproxy"));
  }

  private static Finding disk(Path data) {
    try {
      Path existing = data.toAbsolutePath();
      while (!Files.exists(existing)) {
        existing = existing.getParent();
      }
      long room = Files.getFileStore(existing).getUsableSpace() / (1024 * 1024);
      return room >= ROOM_MB
          ? Finding.ok("disk", room + " MB free for " + data)
          : new Finding(
              State.WEAK, "disk", room + " MB free for " + data, "make room, or use --data");
    } catch (IOException e) {
      return new Finding(State.WEAK, "disk", e.toString(), "use --data");
    }
  }

  private static Finding port(Path data) {
    boolean ours = StandaloneStatus.of(data).flatMap(StandaloneStatus::supervisor).isPresent();
    if (ours || Ports.isFree(PORT)) {
      return Finding.ok("port " + PORT, ours ? "in use by this standalone" : "free");
    }
    return new Finding(
        State.WEAK,
        "port " + PORT,
        "taken" + Ports.holder(PORT).map(holder -> " by " + holder).orElse(""),
        "muster up --port N");
  }

  private static Finding openFiles() {
    try {
      String[] limit =
          Files.readAllLines(Path.of("/proc/self/limits")).stream()
              .filter(line -> line.startsWith("Max open files"))
              .findFirst()
              .orElse("")
              .split("\\s{2,}");
      String hard = limit.length > 2 ? limit[2] : "unknown";
      boolean enough = hard.equals("unlimited") || Long.parseLong(hard) >= 4096;
      return enough
          ? Finding.ok("open files", "up to " + hard)
          : new Finding(State.WEAK, "open files", "up to " + hard, "ulimit -Hn 65536");
    } catch (IOException | NumberFormatException e) {
      return new Finding(State.WEAK, "open files", "the limit is not known", "");
    }
  }

  private static Finding cgroups() {
    for (String root : List.of("/sys/fs/cgroup", "/sys/fs/cgroup/unified")) {
      if (Files.exists(Path.of(root, "cgroup.controllers"))) {
        return Files.isWritable(Path.of(root))
            ? Finding.ok("cgroup v2", root)
            : new Finding(
                State.OPTIONAL,
                "cgroup v2",
                root + " is not writable; commands are ended by process group",
                "run the agent as root");
      }
    }
    return new Finding(
        State.OPTIONAL, "cgroup v2", "not mounted; commands are ended by process group", "");
  }

  private static Finding systemd() {
    return Files.isDirectory(Path.of("/run/systemd/system"))
        ? Finding.ok("systemd", "runs this machine")
        : new Finding(
            State.OPTIONAL, "systemd", "does not run this machine; units cannot be managed", "");
  }

  private static List<Finding> standalone(Path data) {
    return StandaloneStatus.of(data).stream()
        .map(
            status ->
                status.supervisor().isEmpty()
                        && status.rows().stream().anyMatch(row -> row.pid().isPresent())
                    ? new Finding(
                        State.WEAK,
                        "standalone",
                        "processes of " + data + " were left behind",
                        "muster down")
                    : Finding.ok(
                        "standalone",
                        status.supervisor().map(pid -> "runs, pid " + pid).orElse("stopped")))
        .toList();
  }
}
