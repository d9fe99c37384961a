package io.muster.cluster.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * User and system time of the processes that work in a data folder, by what they are. Unlike a
 * latency it says much the same whatever else the machine does.
 */
final class CpuTimes {
  private static final int USER_TIME = 11;
  private static final int CHILDREN = 13;

  /** What Linux counts these times in, for every program that asks. */
  private static final double TICK_MS = 10;

  private CpuTimes() {}

  /** Milliseconds since each began, those of children that have ended apart. */
  static Map<String, Double> of(Path data) throws IOException {
    Map<String, Double> times = new TreeMap<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : all) {
        add(process, data.toAbsolutePath().normalize().toString(), times);
      }
    }
    return times;
  }

  private static void add(Path process, String data, Map<String, Double> times) {
    try {
      String command =
          Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
              .replace('\0', ' ');
      String kind = kind(command);
      boolean here =
          command.contains(data)
              || Files.readSymbolicLink(process.resolve("cwd")).toString().startsWith(data);
      if (kind == null || !here) {
        return;
      }
      String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
      String[] f = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      double own = Double.parseDouble(f[USER_TIME]) + Double.parseDouble(f[USER_TIME + 1]);
      double children = Double.parseDouble(f[CHILDREN]) + Double.parseDouble(f[CHILDREN + 1]);
      times.merge(kind, own * TICK_MS, Double::sum);
      if (kind.equals("agent")) {
        times.merge("commands", children * TICK_MS, Double::sum);
      }
    } catch (IOException e) {
      // It ended in between.
    }
  }

  private static String kind(String command) {
    if (command.contains("io.muster.server.Main")) {
      return "control plane";
    }
    if (command.contains("muster-agent.jar")) {
      return "agent";
    }
    if (command.contains("nats-server")) {
      return "nats-server";
    }
    return command.startsWith("postgres") || command.contains("/postgres ") ? "PostgreSQL" : null;
  }
}
