package io.muster.local.standalone;

import io.muster.local.process.ProcessIdentity;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One of the programs that the standalone keeps running. */
interface Component {
  String name();

  /** Starts it and waits until it is ready; a {@link io.muster.local.LocalException} otherwise. */
  void start();

  /** Stops it and waits; does nothing when it does not run. */
  void stop();

  Optional<ProcessIdentity> process();

  /** Completes when it ends, with a few words on how. */
  CompletableFuture<String> onExit();
}
