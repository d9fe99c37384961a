package io.muster.local.postgres;

import io.muster.local.LocalException;
import io.muster.local.process.Ports;
import io.muster.local.process.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One PostgreSQL server on 127.0.0.1 with the user and database {@code muster}. It outlives the JVM
 * that started it, and the next one finds it again.
 *
 * <p>Programs get the data folder as their working directory and name it {@code /proc/self/cwd}, so
 * that the unprivileged user needs no right to the folders above it.
 */
public final class EmbeddedPostgres {
  /** How a stop treats those who are connected. */
  public enum Stop {
    /** Ends sessions and writes a checkpoint. */
    FAST("INT"),
    /** Leaves at once; the next start recovers from the log, as after a crash. */
    IMMEDIATE("QUIT");

    private final String signal;

    Stop(String signal) {
      this.signal = signal;
    }
  }

  /** The user and database that every server has. */
  public static final String USER = "muster";

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(60);
  private static final String HERE = "/proc/self/cwd";

  private final PostgresConfig config;
  private final PostgresCluster cluster;

  public EmbeddedPostgres(PostgresConfig config) {
    this.config = config;
    this.cluster = new PostgresCluster(config);
  }

  /**
   * Starts it, making the database first if there is none. A server that a killed JVM left behind
   * in this folder is taken over when it listens on the same port, and stopped otherwise.
   *
   * @throws LocalException when it cannot run, in one line
   */
  public void start() {
    cluster.prepare();
    Optional<Postmaster> orphan = Postmaster.of(config.data());
    if (orphan.filter(p -> p.port() == config.port() && p.ready()).isPresent()) {
      LOG.info("took over PostgreSQL, pid {}", orphan.get().process().pid());
      return;
    }
    orphan.ifPresent(p -> stop(Stop.FAST));
    endStragglers();
    if (!Ports.isFree(config.port())) {
      throw new LocalException(
          "port "
              + config.port()
              + " is taken, which PostgreSQL was to use; free it, or start again to get another");
    }
    awaitReady(cluster.spawn(command()));
  }

  private List<String> command() {
    TreeMap<String, String> settings = new TreeMap<>(config.settings());
    settings.put("listen_addresses", "127.0.0.1");
    settings.put("port", String.valueOf(config.port()));
    settings.put("unix_socket_directories", "");
    settings.put("timezone", "UTC");
    settings.put("log_timezone", "UTC");
    settings.putIfAbsent("max_connections", "200");
    settings.putIfAbsent("jit", "off");
    if (!config.durable()) {
      settings.put("fsync", "off");
      settings.put("synchronous_commit", "off");
      settings.put("full_page_writes", "off");
    }
    List<String> command = new ArrayList<>(List.of(cluster.program("postgres"), "-D", HERE));
    settings.forEach((key, value) -> command.addAll(List.of("-c", key + "=" + value)));
    return command;
  }

  private void awaitReady(Process process) {
    long end = System.nanoTime() + START.toNanos();
    while (System.nanoTime() < end) {
      if (!process.isAlive()) {
        throw new LocalException(
            "PostgreSQL ended while starting; its last words: " + lastWords(config.log()));
      }
      if (Postmaster.of(config.data()).filter(Postmaster::ready).isPresent()) {
        return;
      }
      pause();
    }
    ProcessIdentity.of(process.pid()).ifPresent(p -> p.signal(Stop.IMMEDIATE.signal));
    throw new LocalException(
        "PostgreSQL was not ready after " + START.toSeconds() + " s; see " + config.log());
  }

  /** Children of a killed server end by themselves within moments; what does not is ended. */
  private void endStragglers() {
    List<ProcessIdentity> left = Postmaster.all(config.data());
    for (ProcessIdentity process : left) {
      if (!process.awaitExit(Duration.ofSeconds(5))) {
        process.signal("KILL");
        process.awaitExit(Duration.ofSeconds(5));
      }
    }
    try {
      Files.deleteIfExists(Postmaster.pidFile(config.data()));
    } catch (IOException e) {
      throw new LocalException("the old postmaster.pid cannot be removed: " + e.getMessage(), e);
    }
  }

  /** Stops it and waits until it has ended; does nothing when it does not run. */
  public void stop(Stop how) {
    Optional<Postmaster> running = Postmaster.of(config.data());
    if (running.isEmpty()) {
      return;
    }
    ProcessIdentity process = running.get().process();
    process.signal(how.signal);
    if (!process.awaitExit(STOP)) {
      LOG.warn("PostgreSQL did not stop within {} s, so it is stopped at once", STOP.toSeconds());
      process.signal(Stop.IMMEDIATE.signal);
      if (!process.awaitExit(STOP)) {
        throw new LocalException("PostgreSQL, pid " + process.pid() + ", does not stop");
      }
    }
    endStragglers();
  }

  public void restart(Stop how) {
    stop(how);
    start();
  }

  /** The server's process; empty when it does not run. */
  public Optional<ProcessIdentity> process() {
    return Postmaster.of(config.data()).map(Postmaster::process);
  }

  /** Whether it accepts connections. */
  public boolean ready() {
    return Postmaster.of(config.data()).filter(Postmaster::ready).isPresent();
  }

  public PostgresConfig config() {
    return config;
  }

  static String lastWords(Path log) {
    try {
      List<String> lines = Files.readAllLines(log);
      return lines.stream()
          .filter(line -> line.contains("FATAL") || line.contains("PANIC") || !line.contains("LOG"))
          .reduce((a, b) -> b)
          .orElse(lines.isEmpty() ? "none" : lines.getLast());
    } catch (IOException e) {
      return "none (" + log + " cannot be read)";
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(10);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalException("interrupted while PostgreSQL was starting", e);
    }
  }
}
