package io.muster.store.node;

import io.muster.local.postgres.TestDatabase;
import io.muster.store.Database;
import io.muster.store.DatabaseConfig;
import io.muster.store.Migrations;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** A migrated database of its own, and a way to run ledgers as verticles do. */
final class TestFleet implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final TestDatabase raw = TestDatabase.copyOf(made -> Migrations.run(config(made)));
  final Database database = Database.open(vertx, config(raw));

  private static DatabaseConfig config(TestDatabase made) {
    return new DatabaseConfig(
        made.host(),
        made.port(),
        made.database(),
        made.user(),
        made.passwordFile(),
        Optional.empty(),
        8,
        Duration.ofSeconds(5));
  }

  /** Runs work on a virtual thread of Vert.x and waits for it, at most 30 s. */
  <T> T run(Callable<T> work) {
    return start(work)
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(30, TimeUnit.SECONDS)
        .join();
  }

  /** Starts work on a virtual thread of Vert.x. */
  <T> Future<T> start(Callable<T> work) {
    io.vertx.core.Promise<T> done = io.vertx.core.Promise.promise();
    vertx
        .deployVerticle(
            new VerticleBase() {
              @Override
              public Future<?> start() throws Exception {
                done.complete(work.call());
                return Future.succeededFuture();
              }
            },
            new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD))
        .onFailure(done::tryFail);
    return done.future();
  }

  void enrol(String... ids) {
    run(
        () ->
            database.query(
                "INSERT INTO node (id, name, public_key) SELECT i, i, 'U' || i FROM unnest($1::text[]) i",
                (Object) ids));
  }

  String text(String sql, Object... parameters) {
    return run(() -> database.query(sql, parameters).iterator().next().getString(0));
  }

  static Sighting beat(String id) {
    return new Sighting(id, "s1", "1.0", 15_000, 0);
  }

  static List<Sighting> beats(String... ids) {
    return List.of(ids).stream().map(TestFleet::beat).toList();
  }

  @Override
  public void close() {
    database.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    raw.close();
  }
}
