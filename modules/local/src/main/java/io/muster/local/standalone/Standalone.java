package io.muster.local.standalone;

import io.muster.local.LocalException;
import io.muster.local.nats.NatsProgram;
import io.muster.local.postgres.PostgresProcesses;
import io.muster.local.process.LogFile;
import io.muster.local.process.Ports;
import io.muster.trust.TrustFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code muster up}: everything on this machine, until it is asked to stop. What a killed
 * supervisor left behind is ended first, but PostgreSQL, which is taken over.
 */
public final class Standalone {
  private static final Logger LOG = LoggerFactory.getLogger(Standalone.class);
  private static final long LOG_LIMIT = 16L * 1024 * 1024;

  private final StandaloneOptions options;
  private final Consumer<String> progress;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);
  private Thread starting;
  private volatile boolean failed;

  /**
   * @param progress hears a line for each step and for each change later on
   */
  public Standalone(StandaloneOptions options, Consumer<String> progress) {
    this.options = options;
    this.progress = progress;
  }

  /**
   * Starts everything, calls {@code ready}, runs until {@link #stop} and stops everything.
   *
   * @throws LocalException when something stands in the way; whatever was started is stopped
   */
  public void run(Consumer<StandaloneState> ready) {
    try {
      begin();
      DataFolder folder = DataFolder.create(options.data());
      try (DataLock lock = DataLock.take(folder)) {
        run(folder, lock, ready);
      }
    } catch (LocalException e) {
      if (stop.getCount() == 0) {
        return;
      }
      failed = true;
      throw e;
    } finally {
      Thread.interrupted();
      done.countDown();
    }
  }

  /** Whether it ended because something stood in the way. */
  public boolean failed() {
    return failed;
  }

  private synchronized void begin() {
    starting = Thread.currentThread();
  }

  /** From here on a request to stop is seen at the latch and interrupts nothing. */
  private synchronized void beginStop() {
    starting = null;
    Thread.interrupted();
  }

  /** Asks it to stop, whatever it is doing, and waits until it has. */
  public void stop() {
    synchronized (this) {
      stop.countDown();
      if (starting != null) {
        starting.interrupt();
      }
    }
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(DataFolder folder, DataLock lock, Consumer<StandaloneState> ready) {
    NatsProgram nats = NatsProgram.require(progress);
    Leftovers.end(folder, progress);
    StandaloneState state = plan(folder);
    state.write(folder);
    Supervisor supervisor = new Supervisor(progress);
    try {
      startAll(folder, state, nats, supervisor);
      state.ready(true).write(folder);
      ready.accept(state);
      while (!stop.await(10, TimeUnit.SECONDS)) {
        if (!lock.stillThere()) {
          throw new LocalException(
              "data folder " + folder.root() + " was removed or replaced while it was in use");
        }
        rotateLogs(folder);
      }
    } catch (InterruptedException e) {
      LOG.debug("asked to stop", e);
    } finally {
      beginStop();
      progress.accept("stopping");
      supervisor.stop();
      rememberStopped(folder, lock, state);
      progress.accept("stopped");
    }
  }

  /**
   * Nothing depends on this being written: a full disk must not turn a good stop into a failure.
   */
  private void rememberStopped(DataFolder folder, DataLock lock, StandaloneState state) {
    if (!lock.stillThere()) {
      return;
    }
    try {
      state.ready(false).write(folder);
    } catch (LocalException e) {
      progress.accept(e.getMessage());
    }
  }

  private void startAll(
      DataFolder folder, StandaloneState state, NatsProgram nats, Supervisor supervisor) {
    GeneratedFiles files = new GeneratedFiles(folder, state);
    TrustFolder trust = files.trustAndNats(nats);
    Programs programs = new Programs(options.launcher(), folder, state);
    progress.accept("starting PostgreSQL and nats-server " + nats.version());
    supervisor.start(List.of(programs.postgres(), programs.nats(nats)));
    ControlPlane api = new ControlPlane(trust.caCertificate(), trust.adminToken());
    List<Component> servers = new ArrayList<>();
    for (int i = 0; i < state.nodes(); i++) {
      servers.add(programs.server(i, files.server(i), api));
    }
    progress.accept("starting " + count(state.nodes(), "control-plane node"));
    supervisor.start(servers);
    if (state.agents() > 0) {
      progress.accept("starting " + count(state.agents(), "agent"));
      startAgents(folder, state, files, programs, api, supervisor);
    }
  }

  private void startAgents(
      DataFolder folder,
      StandaloneState state,
      GeneratedFiles files,
      Programs programs,
      ControlPlane api,
      Supervisor supervisor) {
    String server = state.servers().getFirst();
    List<String> strangers =
        state.agentNames().stream().filter(name -> api.nodeStatus(server, name).isEmpty()).toList();
    if (!strangers.isEmpty()) {
      String token = api.joinToken(server, strangers.size());
      strangers.forEach(name -> DataFolder.write(folder.joinToken(name), token + "\n"));
    }
    List<Component> agents =
        IntStream.range(0, state.agents())
            .mapToObj(i -> programs.agent(i, files.agent(i), api))
            .toList();
    supervisor.start(agents);
    for (String name : strangers) {
      try {
        Files.deleteIfExists(folder.joinToken(name));
      } catch (IOException e) {
        throw new LocalException("the used join token of " + name + " is not removed: " + e, e);
      }
    }
  }

  private static String count(int n, String what) {
    return n + " " + what + (n == 1 ? "" : "s");
  }

  /** What is asked for over what was remembered, with every port checked. */
  private StandaloneState plan(DataFolder folder) {
    StandaloneState before =
        StandaloneState.read(folder)
            .orElse(
                new StandaloneState(
                    StandaloneOptions.PORT,
                    StandaloneOptions.NODES,
                    StandaloneOptions.AGENTS,
                    java.util.Map.of(),
                    false));
    int nodes = options.nodes().orElse(before.nodes());
    boolean running = PostgresProcesses.server(folder.postgres()).isPresent();
    // Agents know where NATS is; what listens inside else may move when its port was taken.
    boolean joined = Files.exists(folder.log("server-1"));
    java.util.Map<String, Integer> kept = new java.util.LinkedHashMap<>(before.ports());
    kept.entrySet()
        .removeIf(
            inner ->
                !(inner.getKey().equals("nats") && joined)
                    && !(inner.getKey().equals("postgres") && running)
                    && !Ports.isFree(inner.getValue()));
    StandaloneState wanted =
        new StandaloneState(
                options.port().orElse(before.port()),
                nodes,
                options.agents().orElse(before.agents()),
                kept,
                false)
            .withPorts(folder, GeneratedFiles.inner(nodes));
    if (wanted.port() + nodes - 1 > StandaloneState.LAST_PORT) {
      throw new LocalException(
          nodes + " nodes from port " + wanted.port() + " on go beyond 65535; choose --port");
    }
    for (int i = 0; i < nodes; i++) {
      requireFree(wanted.port() + i, "the API", "choose another with --port");
    }
    requireFree(
        wanted.inner("nats"),
        "nats",
        "end what uses it, or remove it from " + folder.root().resolve("state.json"));
    return wanted;
  }

  private static void requireFree(int port, String what, String remedy) {
    if (!Ports.isFree(port)) {
      throw new LocalException(
          "port "
              + port
              + ", which "
              + what
              + " was to use, is taken"
              + Ports.holder(port).map(holder -> " by " + holder).orElse("")
              + "; "
              + remedy);
    }
  }

  private void rotateLogs(DataFolder folder) {
    try (Stream<Path> logs = Files.list(folder.logs())) {
      for (Path log : logs.filter(path -> path.toString().endsWith(".log")).toList()) {
        LogFile.rotate(log, LOG_LIMIT);
      }
    } catch (IOException e) {
      progress.accept("the logs cannot be kept short: " + e);
    }
  }
}
