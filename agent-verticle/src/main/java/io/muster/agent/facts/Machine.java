package io.muster.agent.facts;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads what the kernel says of the machine. */
final class Machine {
  private static List<String> lines(String file) {
    try {
      return Files.readAllLines(Path.of(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return List.of();
    }
  }

  String first(String file) {
    List<String> lines = lines(file);
    return lines.isEmpty() ? null : lines.getFirst().strip();
  }

  /** {@code KEY="value"} lines of the first of the files that is there. */
  Map<String, String> pairs(String... files) {
    Map<String, String> pairs = new HashMap<>();
    for (String file : files) {
      for (String line : lines(file)) {
        int equals = line.indexOf('=');
        if (equals > 0) {
          String value = line.substring(equals + 1).strip();
          boolean quoted = value.length() > 1 && "\"'".indexOf(value.charAt(0)) >= 0;
          pairs.putIfAbsent(
              line.substring(0, equals), quoted ? value.substring(1, value.length() - 1) : value);
        }
      }
      if (!pairs.isEmpty()) {
        break;
      }
    }
    return pairs;
  }

  private static String after(String file, String key) {
    for (String line : lines(file)) {
      if (line.startsWith(key)) {
        return line.substring(key.length()).replaceFirst("^\\s*:?\\s*", "").strip();
      }
    }
    return null;
  }

  String cpuModel() {
    return after("/proc/cpuinfo", "model name");
  }

  Long memoryBytes() {
    String total = after("/proc/meminfo", "MemTotal:");
    return total == null ? null : Long.parseLong(total.split(" ")[0]) * 1024;
  }

  Instant bootTime() {
    String seconds = after("/proc/stat", "btime");
    return seconds == null ? null : Instant.ofEpochSecond(Long.parseLong(seconds));
  }

  /** Mounted block devices, each once, by mount point. */
  JsonArray disks() {
    Map<String, JsonObject> byDevice = new TreeMap<>();
    for (String line : lines("/proc/mounts")) {
      String[] f = line.split(" ");
      if (f[0].startsWith("/dev/") && !f[0].startsWith("/dev/loop")) {
        byDevice.computeIfAbsent(f[0], device -> disk(device, f[1], f[2]));
      }
    }
    return new JsonArray(List.copyOf(byDevice.values()));
  }

  private static JsonObject disk(String device, String mount, String type) {
    JsonObject disk = new JsonObject().put("device", device).put("mount", mount).put("type", type);
    long bytes = Path.of(mount).toFile().getTotalSpace();
    return bytes == 0 ? disk : disk.put("bytes", bytes);
  }

  /**
   * {@code docker}, {@code kubernetes}, {@code lxc}, a hypervisor's name, or null on bare metal.
   */
  String virtualization() {
    if (Files.exists(Path.of("/var/run/secrets/kubernetes.io"))) {
      return "kubernetes";
    }
    if (Files.exists(Path.of("/.dockerenv"))) {
      return "docker";
    }
    String container = first("/run/systemd/container");
    if (container != null) {
      return container;
    }
    String vendor = first("/sys/class/dmi/id/sys_vendor");
    String model = first("/sys/class/dmi/id/product_name");
    String both = (vendor + " " + model).toLowerCase(java.util.Locale.ROOT);
    for (String known : List.of("qemu", "kvm", "vmware", "virtualbox", "xen", "amazon", "google")) {
      if (both.contains(known)) {
        return known;
      }
    }
    String flags = after("/proc/cpuinfo", "flags");
    return flags != null && (" " + flags + " ").contains(" hypervisor ") ? "vm" : null;
  }
}
