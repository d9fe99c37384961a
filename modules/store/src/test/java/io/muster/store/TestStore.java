package io.muster.store;

import io.muster.local.postgres.TestDatabase;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A migrated database of its own, a Vert.x, and a virtual-thread context on which ledgers may
 * await.
 */
public final class TestStore implements AutoCloseable {
  public final Vertx vertx = Vertx.vertx();
  public final DatabaseConfig config;
  public final Database database;
  private final TestDatabase server;

  private TestStore(TestDatabase server) {
    this.server = server;
    config = configOf(server);
    database = Database.open(vertx, config);
  }

  public static TestStore open() {
    return new TestStore(TestDatabase.copyOf(empty -> Migrations.run(configOf(empty))));
  }

  private static DatabaseConfig configOf(TestDatabase db) {
    return new DatabaseConfig(
        db.host(),
        db.port(),
        db.database(),
        db.user(),
        db.passwordFile(),
        Optional.empty(),
        8,
        Duration.ofSeconds(5));
  }

  /** Starts the work on a virtual thread. */
  public <T> CompletableFuture<T> start(Callable<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    VerticleBase verticle =
        new VerticleBase() {
          @Override
          public Future<?> start() {
            context.runOnContext(
                v -> {
                  try {
                    result.complete(work.call());
                  } catch (Throwable error) {
                    result.completeExceptionally(error);
                  }
                });
            return Future.succeededFuture();
          }
        };
    vertx.deployVerticle(
        verticle, new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD));
    return result;
  }

  /** Runs the work on a virtual thread and awaits it. */
  public <T> T run(Callable<T> work) {
    try {
      return start(work).get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException runtime
          ? runtime
          : new IllegalStateException(e.getCause());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    database.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    server.close();
  }
}
