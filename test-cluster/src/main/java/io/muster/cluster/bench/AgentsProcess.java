package io.muster.cluster.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The emulator in a JVM of its own, as agents are elsewhere in the real world. */
final class AgentsProcess implements AutoCloseable {
  private static final long STOP_SECONDS = 20;

  private final Process process;

  private AgentsProcess(Process process) {
    this.process = process;
  }

  /** Starts it and waits until the control plane holds all for online. */
  static AgentsProcess start(Path data, int count, int connections) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx" + Math.max(512, count / 6) + "m",
                "-XX:+UseParallelGC",
                "-XX:+IgnoreUnrecognizedVMOptions",
                "-XX:+UseCompactObjectHeaders",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "agents",
                "--until-eof"));
    command.addAll(List.of("--data", data.toString(), "--count", Integer.toString(count)));
    command.addAll(List.of("--connections", Integer.toString(connections)));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    AgentsProcess agents = new AgentsProcess(process);
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      System.err.println("  " + line);
      if (line.startsWith(AgentsCommand.ONLINE)) {
        Thread.ofVirtual().start(() -> out.lines().forEach(l -> System.err.println("  " + l)));
        return agents;
      }
    }
    agents.close();
    throw new IOException("the emulator ended before its agents were online");
  }

  /** Ends it; true when no attempt was started twice. */
  boolean stop() {
    try {
      process.getOutputStream().close();
      if (process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        return process.exitValue() == 0;
      }
    } catch (IOException | InterruptedException e) {
      System.err.println("the emulator does not end by itself: " + e);
    }
    process.destroyForcibly();
    return false;
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      stop();
    }
  }
}
