package io.muster.local.standalone;

import io.muster.local.postgres.EmbeddedPostgres;
import io.muster.local.process.ProcessIdentity;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The embedded PostgreSQL, which may have been started by a supervisor before this one. */
record PostgresComponent(EmbeddedPostgres server) implements Component {
  @Override
  public String name() {
    return "postgres";
  }

  @Override
  public void start() {
    server.start();
  }

  @Override
  public void stop() {
    server.stop(EmbeddedPostgres.Stop.FAST);
  }

  @Override
  public Optional<ProcessIdentity> process() {
    return server.process();
  }

  @Override
  public CompletableFuture<String> onExit() {
    return process()
        .flatMap(process -> ProcessHandle.of(process.pid()))
        .map(handle -> handle.onExit().thenApply(ended -> "see its log"))
        .orElse(CompletableFuture.completedFuture("see its log"));
  }
}
