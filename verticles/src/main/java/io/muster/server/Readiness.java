package io.muster.server;

import io.muster.link.Link;
import io.muster.store.Database;
import io.vertx.core.Vertx;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * What {@code /readyz} says of this node. PostgreSQL is asked in the background, so that a probe
 * never waits.
 */
final class Readiness {
  private static final long EVERY_MS = 1_000;
  private static final long LIMIT_S = 3;

  private final Link link;
  private final BooleanSupplier streams;
  private volatile boolean database = true;
  private volatile boolean stopping;
  private volatile List<String> verticles = List.of();

  Readiness(Vertx vertx, Database database, Link link, BooleanSupplier streams) {
    this.link = link;
    this.streams = streams;
    vertx.setPeriodic(
        EVERY_MS,
        tick ->
            database
                .ping()
                .timeout(LIMIT_S, java.util.concurrent.TimeUnit.SECONDS)
                .onComplete(answer -> this.database = answer.succeeded()));
  }

  void deployed(List<String> roles) {
    verticles = List.copyOf(roles);
  }

  void stopping() {
    stopping = true;
  }

  List<String> verticles() {
    return verticles;
  }

  boolean ready() {
    return checks().values().stream().allMatch(ok -> ok);
  }

  Map<String, Boolean> checks() {
    Map<String, Boolean> checks = new LinkedHashMap<>();
    checks.put("verticles", !verticles.isEmpty() && !stopping);
    checks.put("postgres", database);
    checks.put("nats", link.connected());
    checks.put("jetstream", streams.getAsBoolean());
    return checks;
  }
}
