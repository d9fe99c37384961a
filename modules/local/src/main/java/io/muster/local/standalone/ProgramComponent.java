package io.muster.local.standalone;

import io.muster.local.process.Child;
import io.muster.local.process.ProcessIdentity;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * A program that runs as a child.
 *
 * @param ready asked again and again after the start
 * @param patience for the start
 * @param grace between the request to stop and the end by force
 */
record ProgramComponent(Child child, BooleanSupplier ready, Duration patience, Duration grace)
    implements Component {
  @Override
  public String name() {
    return child.name();
  }

  @Override
  public void start() {
    child.start();
    child.awaitReady(ready, patience);
  }

  @Override
  public void stop() {
    child.stop("TERM", grace);
  }

  @Override
  public Optional<ProcessIdentity> process() {
    return child.process();
  }

  @Override
  public CompletableFuture<String> onExit() {
    return child.onExit().thenApply(ProgramComponent::words);
  }

  private static String words(int exitCode) {
    return exitCode > 128 ? "signal " + (exitCode - 128) : "exit code " + exitCode;
  }
}
