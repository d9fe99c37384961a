package io.muster.local.doctor;

import io.muster.local.LocalException;
import io.muster.local.doctor.Finding.State;
import io.muster.local.nats.NatsProgram;
import io.muster.local.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at this machine and changes nothing. */
public final class Doctor {
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
    findings.addAll(DataFindings.of(data));
    findings.add(openFiles());
    findings.add(cgroups());
    findings.add(systemd());
    return List.copyOf(findings);
  }

  private static Finding java() {
    int feature = Runtime.version().feature();
    String detail = Runtime.version() + " in " + System.getProperty("java.home");
    if (!Files.isExecutable(Path.of(System.getProperty("java.home"), "bin", "javac"))) {
      return new Finding(
          State.WEAK,
          "JDK",
          detail + ", no compiler",
          "set JAVA_HOME to a full JDK of 21 or newer");
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
}
