package io.muster.server;

import io.muster.link.Link;
import io.muster.store.Database;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What {@code /readyz} says of this node. PostgreSQL is asked in the background, so that a probe
 * never waits; it is asked for the time as well, because nodes whose clocks differ by more than the
 * patience with tasks end each other's tasks too early.
 */
final class Readiness {
  private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);
  private static final long EVERY_MS = 1_000;
  private static final long LIMIT_S = 3;

  private final Link link;
  private final BooleanSupplier streams;
  private final Clock clock;
  private final Duration maxSkew;
  private volatile boolean database = true;
  private volatile boolean clockAgrees = true;
  private volatile boolean stopping;
  private volatile List<String> verticles = List.of();

  /**
   * Begins to ask.
   *
   * @param streams are JetStream's streams there?
   * @param maxSkew by which this node's clock may differ from PostgreSQL's
   */
  Readiness(
      Vertx vertx,
      Database database,
      Link link,
      BooleanSupplier streams,
      Clock clock,
      Duration maxSkew) {
    this.link = link;
    this.streams = streams;
    this.clock = clock;
    this.maxSkew = maxSkew;
    vertx.setPeriodic(EVERY_MS, tick -> ask(database));
  }

  private void ask(Database database) {
    Instant asked = clock.instant();
    database
        .clock()
        .timeout(LIMIT_S, TimeUnit.SECONDS)
        .onComplete(
            answer -> {
              this.database = answer.succeeded();
              if (answer.succeeded()) {
                compare(asked, answer.result(), clock.instant());
              }
            });
  }

  /**
   * PostgreSQL's time must lie between the question and the answer, give or take what is allowed.
   */
  private void compare(Instant asked, Instant there, Instant answered) {
    boolean agrees =
        !there.isBefore(asked.minus(maxSkew)) && !there.isAfter(answered.plus(maxSkew));
    if (agrees != clockAgrees) {
      clockAgrees = agrees;
      if (agrees) {
        LOG.info("this node's clock agrees with PostgreSQL's again");
      } else {
        LOG.error(
            "this node's clock differs from PostgreSQL's by {} ms, more than {} ms: it is not ready"
                + " until they agree; let both follow the same time servers (NTP)",
            Duration.between(there, asked).toMillis(),
            maxSkew.toMillis());
      }
    }
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
    checks.put("clock", clockAgrees);
    checks.put("nats", link.connected());
    checks.put("jetstream", streams.getAsBoolean());
    return checks;
  }
}
