package io.muster.server.connector;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.muster.link.ReplyQueue;
import io.muster.link.ReplyQueue.Stored;
import io.muster.protocol.FailureCode;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.runtime.Loop;
import io.muster.server.effects.Effects;
import io.muster.store.job.Applied;
import io.muster.store.job.Change;
import io.muster.store.job.JobLedger;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what agents report into PostgreSQL.
 *
 * <p><b>Owns</b> nothing of its own; it moves {@code task} through the job ledger. <b>Hears</b> the
 * stream of replies, through a durable consumer that all control-plane nodes share. <b>Says</b> the
 * doorbell of jobs. <b>Crash</b>: a reply is acknowledged after the commit; what was not
 * acknowledged comes again and is found to be known.
 */
public final class ConnectorVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectorVerticle.class);
  private static final Duration FETCH_WAIT = Duration.ofSeconds(5);

  /** From so many replies in one transaction on, the next one waits a little for more. */
  private static final int CROWD = 32;

  private static final Duration GATHER = Duration.ofMillis(10);

  private final JobLedger ledger;
  private final ReplyQueue queue;
  private final ConnectorConfig config;
  private final Clock clock;
  private final MissingReplies missing;
  private final EarlyReplies waiting = new EarlyReplies();
  private final ReplyReader reader;
  private final Counter unreadable;
  private final Counter forged;
  private final Counter dropped;
  private final Counter early;
  private final DistributionSummary batches;
  private final Timer latency;
  private final List<Loop> loops = new ArrayList<>();
  private Effects effects;
  private volatile boolean stopping;
  private volatile boolean crowded;

  public ConnectorVerticle(
      JobLedger ledger,
      ReplyQueue queue,
      ConnectorConfig config,
      Clock clock,
      MeterRegistry meters) {
    this.ledger = ledger;
    this.queue = queue;
    this.config = config;
    this.clock = clock;
    this.missing = new MissingReplies(config.insistAfter());
    this.reader = new ReplyReader(missing);
    unreadable = meters.counter("muster.replies.unreadable");
    forged = meters.counter("muster.replies.forged");
    dropped = meters.counter("muster.replies.known");
    early = meters.counter("muster.replies.early");
    batches = meters.summary("muster.replies.batch");
    latency = Timer.builder("muster.replies.latency").publishPercentileHistogram().register(meters);
  }

  @Override
  public Future<?> start() {
    effects = new Effects(vertx, new Bus(vertx));
    for (int i = 0; i < config.loops(); i++) {
      loops.add(Loop.start(vertx, "connector-" + i, Duration.ofSeconds(1), this::round));
    }
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    stopping = true;
    loops.forEach(Loop::stop);
    waiting.close();
    return Future.succeededFuture();
  }

  private boolean round() {
    Instant now = clock.instant();
    List<Stored> replies = new ArrayList<>(waiting.due(now));
    Duration wait = replies.isEmpty() ? waiting.pause(now, FETCH_WAIT) : Duration.ZERO;
    replies.addAll(fetch(config.batch(), wait));
    if (replies.isEmpty()) {
      return true;
    }
    if (crowded && replies.size() < config.batch()) {
      vertx.timer(GATHER.toMillis(), TimeUnit.MILLISECONDS).await();
      replies.addAll(fetch(config.batch() - replies.size(), Duration.ZERO));
    }
    crowded = replies.size() >= CROWD;
    take(replies);
    return true;
  }

  private List<Stored> fetch(int max, Duration wait) {
    return Future.fromCompletionStage(queue.fetch(max, wait), vertx.getOrCreateContext()).await();
  }

  /** A stored reply and what it says. */
  private record Incoming(Stored stored, Change change, String attempt, long seq) {
    Incoming(Stored stored, Change change) {
      this(stored, change, ReplyReader.attemptOf(change), ReplyReader.seqOf(change));
    }
  }

  private void take(List<Stored> replies) {
    batches.record(replies.size());
    Instant now = clock.instant();
    List<Incoming> batch = new ArrayList<>(replies.size());
    for (Stored stored : replies) {
      Optional<Change> change = reader.read(stored, now);
      if (change.isPresent()) {
        batch.add(new Incoming(stored, change.get()));
      } else {
        stored.term();
        unreadable.increment();
        LOG.warn(
            "a reply on {} cannot be read or is not its node's; it is dropped", stored.subject());
      }
    }
    batch.sort(Comparator.comparing(Incoming::attempt).thenComparing(Incoming::seq));
    commit(batch, now);
  }

  /**
   * When PostgreSQL is away, all come again. When it refuses something among them, halves find the
   * one that it refuses, so that no reply of one agent holds up those of all others.
   */
  private void commit(List<Incoming> batch, Instant now) {
    Applied applied;
    try {
      applied = ledger.apply(batch.stream().map(Incoming::change).toList());
    } catch (Throwable error) { // an interrupt too, when the verticle is being undeployed
      if (stopping || passing(error)) {
        Duration delay = stopping ? Duration.ZERO : Duration.ofSeconds(1);
        batch.forEach(incoming -> incoming.stored.nak(delay));
        throw error;
      }
      isolate(batch, now, error);
      return;
    }
    effects.follow(applied, Caller.system("")); // first: somebody may be watching
    acknowledge(batch, applied, now);
  }

  private static boolean passing(Throwable error) {
    return !(error instanceof RuntimeException)
        || error instanceof Failure failure
            && (failure.code() == FailureCode.UNAVAILABLE
                || failure.code() == FailureCode.CONFLICT);
  }

  private void isolate(List<Incoming> batch, Instant now, Throwable error) {
    if (batch.size() == 1) {
      setAside(batch.getFirst().stored, error);
      return;
    }
    int half = batch.size() / 2;
    commit(batch.subList(0, half), now);
    commit(batch.subList(half, batch.size()), now);
  }

  /**
   * Only what PostgreSQL says it can never store is given up; anything else may be our own fault.
   */
  private void setAside(Stored stored, Throwable error) {
    boolean never = error instanceof Failure failure && failure.code() == FailureCode.INVALID;
    if (never) {
      stored.term();
      unreadable.increment();
    } else {
      stored.nak(Duration.ofSeconds(Math.min(60, stored.deliveries())));
    }
    LOG.warn(
        "a reply on {} cannot be stored{}",
        stored.subject(),
        never ? "; it is dropped" : ", it is tried again",
        error);
  }

  private void acknowledge(List<Incoming> batch, Applied applied, Instant now) {
    Set<Integer> tooEarly = new HashSet<>(applied.early());
    for (int i = 0; i < batch.size(); i++) {
      Incoming incoming = batch.get(i);
      Stored stored = incoming.stored;
      String attempt = incoming.attempt;
      if (tooEarly.contains(i)) {
        missing.early(attempt, now);
        waiting.hold(incoming.change, stored, now);
      } else {
        stored.ack();
        missing.taken(attempt);
        waiting.taken(attempt, now);
        latency.record(
            Math.max(0, Duration.between(stored.storedAt(), now).toNanos()), TimeUnit.NANOSECONDS);
      }
    }
    early.increment(tooEarly.size());
    dropped.increment(applied.dropped());
    if (applied.forged() > 0) {
      forged.increment(applied.forged());
      LOG.warn("{} replies spoke for tasks of other nodes; they are dropped", applied.forged());
    }
  }
}
