package io.muster.agent.facts;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What a machine can do, by what is installed on it. */
final class Capabilities {
  private static final List<String> PROGRAMS =
      List.of(
          "apk",
          "apt",
          "certbot",
          "containerd",
          "crictl",
          "curl",
          "dnf",
          "docker",
          "git",
          "haproxy",
          "helm",
          "iptables",
          "kubectl",
          "nft",
          "nginx",
          "openssl",
          "pacman",
          "podman",
          "psql",
          "python3",
          "rsync",
          "setpriv",
          "tar",
          "yum",
          "zypper");
  private static final List<String> FOLDERS =
      List.of(
          "/usr/local/sbin",
          "/usr/local/bin",
          "/usr/sbin",
          "/usr/bin",
          "/sbin",
          "/bin",
          "/snap/bin");

  private Capabilities() {}

  /** Names in order; {@code systemd} only where it is process 1. */
  static List<String> find(Map<String, String> environment) {
    List<String> found = new java.util.ArrayList<>();
    for (String program : PROGRAMS) {
      if (FOLDERS.stream().anyMatch(folder -> Files.isExecutable(Path.of(folder, program)))) {
        found.add(program);
      }
    }
    if (Files.isDirectory(Path.of("/run/systemd/system"))) {
      found.add("systemd");
    }
    if (environment.containsKey("KUBERNETES_SERVICE_HOST")) {
      found.add("kubernetes");
    }
    if (Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers"))) {
      found.add("cgroup2");
    }
    found.sort(null);
    return found;
  }
}
