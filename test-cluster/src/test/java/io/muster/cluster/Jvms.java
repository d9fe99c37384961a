package io.muster.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How the programs are run: on the class path and the JDK of the tests. */
final class Jvms {
  private static final List<String> QUICK =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+IgnoreUnrecognizedVMOptions");
  private static final List<String> OPEN =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
          "--add-opens=java.management/sun.management=ALL-UNNAMED",
          "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED",
          "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED");

  private Jvms() {}

  static List<String> server(Path config) {
    return java("-Xmx320m", "io.muster.server.Main", "--config", config.toString());
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
