package io.muster.local.nats;

import io.muster.local.LocalException;
import io.muster.local.process.Child;
import io.muster.local.process.ProcessIdentity;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One nats-server with a given configuration file. It runs in a session of its own, so that a
 * Ctrl-C of the terminal does not reach it.
 */
public final class NatsServer implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Child child;
  private final int port;

  /**
   * @param config its configuration file, whose client port is {@code port} of 127.0.0.1
   * @param log where it writes; appended
   */
  public NatsServer(NatsProgram program, Path config, int port, Path log) {
    this.port = port;
    this.child =
        new Child(
            "nats-server",
            List.of(program.path().toString(), "-c", config.toAbsolutePath().toString()),
            Map.of(),
            log);
  }

  /**
   * Starts it and waits until it greets.
   *
   * @throws LocalException when it ends or does not answer in time, with its last words
   */
  public void start() {
    child.start();
    child.awaitReady(() -> greets(port), LIMIT);
  }

  /** Whether a NATS server greets on this port of 127.0.0.1. */
  public static boolean greets(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
      socket.setSoTimeout(1000);
      var in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      String line = in.readLine();
      return line != null && line.startsWith("INFO ");
    } catch (IOException e) {
      return false;
    }
  }

  /** Its client port on 127.0.0.1. */
  public int port() {
    return port;
  }

  /** Its process; empty when it does not run. */
  public Optional<ProcessIdentity> process() {
    return child.process();
  }

  /** Stops it and waits. */
  public void stop() {
    child.stop("TERM", LIMIT);
  }

  /** Ends it without warning, as a crash would. */
  public void kill() {
    child.stop("KILL", LIMIT);
  }

  @Override
  public void close() {
    stop();
  }
}
