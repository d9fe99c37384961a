package io.muster.cluster;

import io.muster.local.process.Child;
import io.muster.local.process.ProcessIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A JVM of the cluster that is started, ended, frozen and thawed. */
final class ClusterProcess {
  private static final Duration PATIENCE = Duration.ofSeconds(180);

  private final Child child;
  private final Janitor janitor;
  private boolean frozen;

  ClusterProcess(
      Janitor janitor,
      String name,
      List<String> command,
      Map<String, String> environment,
      Path log) {
    this.janitor = janitor;
    this.child = new Child(name, command, environment, log);
  }

  String name() {
    return child.name();
  }

  long pid() {
    return child.process().orElseThrow().pid();
  }

  boolean running() {
    return child.process().isPresent();
  }

  boolean frozen() {
    return frozen;
  }

  /** Starts it and does not wait. */
  void start() {
    child.start();
    child.process().ifPresent(janitor::watch);
  }

  void awaitReady(BooleanSupplier ready) {
    child.awaitReady(ready, PATIENCE);
  }

  /** SIGKILL; returns when it is gone. */
  void kill() {
    child.stop("KILL", Duration.ofSeconds(10));
    frozen = false;
  }

  /** SIGTERM; returns its exit code, and fails when it does not end in time. */
  int terminate(Duration limit) {
    thaw();
    ProcessIdentity process = child.process().orElseThrow();
    process.signal("TERM");
    if (!process.awaitExit(limit)) {
      throw new AssertionError(name() + " did not end within " + limit + " of SIGTERM");
    }
    return child.onExit().join();
  }

  /** SIGSTOP. */
  void freeze() {
    child.process().orElseThrow().signal("STOP");
    frozen = true;
  }

  /** SIGCONT. */
  void thaw() {
    if (frozen) {
      child.process().ifPresent(process -> process.signal("CONT"));
      frozen = false;
    }
  }
}
