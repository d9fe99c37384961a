package io.muster.local.process;

import io.muster.local.LocalException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A program that is started and watched. It gets a session of its own and its output goes to a
 * file, so that it outlives a parent that is killed and does not hear the parent's Ctrl-C.
 */
public final class Child {
  private final String name;
  private final List<String> command;
  private final Map<String, String> environment;
  private final Path log;
  private volatile Process process;
  private volatile ProcessIdentity identity;
  private volatile LogFile.Mark began;

  /**
   * @param environment added to this process's own
   * @param log gets both streams; appended
   */
  public Child(String name, List<String> command, Map<String, String> environment, Path log) {
    this.name = name;
    this.command = List.copyOf(command);
    this.environment = Map.copyOf(environment);
    this.log = log;
  }

  public String name() {
    return name;
  }

  public void start() {
    List<String> detached = new ArrayList<>(List.of("setsid"));
    detached.addAll(command);
    try {
      Files.createDirectories(log.toAbsolutePath().getParent());
      began = LogFile.mark(log);
      ProcessBuilder builder =
          new ProcessBuilder(detached)
              .redirectErrorStream(true)
              .redirectInput(new File("/dev/null"))
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.environment().putAll(environment);
      process = builder.start();
      identity = ProcessIdentity.of(process.pid()).orElse(null);
    } catch (IOException e) {
      throw new LocalException(name + " cannot be started: " + e.getMessage(), e);
    }
  }

  /**
   * Waits until it is ready.
   *
   * @throws LocalException when it ends before, or is not ready in time
   */
  public void awaitReady(BooleanSupplier ready, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (!ready.getAsBoolean()) {
      if (!process.isAlive()) {
        throw new LocalException(
            name
                + " ended while starting (exit code "
                + process.exitValue()
                + "): "
                + LogFile.complaint(log, began)
                + " (see "
                + log
                + ")");
      }
      if (System.nanoTime() > end) {
        throw new LocalException(
            name + " was not ready after " + limit.toSeconds() + " s; see " + log);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new LocalException("interrupted while " + name + " was starting", e);
      }
    }
  }

  /** Completes with the exit code when it ends. */
  public CompletableFuture<Integer> onExit() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /** Its process; empty when it does not run. */
  public Optional<ProcessIdentity> process() {
    return Optional.ofNullable(identity).filter(ProcessIdentity::alive);
  }

  /** Sends the signal, waits, and ends it for good when it does not heed. */
  public void stop(String signal, Duration limit) {
    process().ifPresent(running -> end(running, signal, limit));
  }

  /** The same for a process that another parent started. */
  public static void end(ProcessIdentity running, String signal, Duration limit) {
    running.signal(signal);
    if (!running.awaitExit(limit)) {
      running.signal("KILL");
      if (!running.awaitExit(Duration.ofSeconds(10))) {
        throw new LocalException("process " + running.pid() + " cannot be ended");
      }
    }
  }
}
