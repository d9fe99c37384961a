package io.muster.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How the programs are run: on the class path and the JDK of the tests. */
final class Jvms {
  private static final String FAST_START = "-XX:TieredStopAtLevel=1";
  private static final List<String> QUICK =
      List.of("-XX:+UseSerialGC", FAST_START, "-XX:+IgnoreUnrecognizedVMOptions");
  private static final List<String> OPEN =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
          "--add-opens=java.management/sun.management=ALL-UNNAMED",
          "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED",
          "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED");

  private Jvms() {}

  /** {@code hot}: compiled to the end, for what encrypts gigabytes and not only starts fast. */
  static List<String> server(Path config, boolean hot) {
    List<String> command = java("-Xmx320m", "io.muster.server.Main", "--config", config.toString());
    if (hot) {
      command.remove(FAST_START);
    }
    return command;
  }

  static List<String> agent(Path config) {
    return java("-Xmx48m", "io.muster.agent.Main", "--config", config.toString());
  }

  /** Any other program of the class path. */
  static List<String> java(String heap, String mainClass, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(QUICK);
    command.addAll(OPEN);
    if (Runtime.version().feature() >= 23) {
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.addAll(List.of(heap, "-cp", System.getProperty("java.class.path"), mainClass));
    command.addAll(List.of(arguments));
    return command;
  }
}
