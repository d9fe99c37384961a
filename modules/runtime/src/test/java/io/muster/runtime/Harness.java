package io.muster.runtime;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** A Vert.x with verticles on virtual threads, made from what they do at their start. */
final class Harness implements AutoCloseable {
  final Vertx vertx = Vertx.vertx();

  /** Deploys; returns the deployment's id. */
  String deploy(Function<Vertx, Future<?>> start) {
    VerticleBase verticle =
        new VerticleBase() {
          @Override
          public Future<?> start() {
            return start.apply(vertx);
          }
        };
    return await(
        vertx.deployVerticle(
            verticle, new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD)));
  }

  static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(what + " did not come");
      }
      LockSupport.parkNanos(2_000_000);
    }
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
