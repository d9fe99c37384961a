package io.muster.server.dispatch;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.muster.link.Link;
import io.muster.link.LinkException;
import io.muster.protocol.Subjects;
import io.muster.protocol.agent.v1.Signed;
import io.muster.protocol.internal.v1.Consignment;
import io.muster.protocol.internal.v1.Delivery;
import io.muster.protocol.internal.v1.JobSpec;
import io.muster.server.effects.Envelopes;
import io.muster.server.effects.Specs;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs and publishes. What JetStream does not acknowledge is not remembered here: nobody accepts
 * it, so it falls due and is sent again.
 */
final class Publisher {
  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

  private static final long BATCH_BYTES = 32L << 20;
  private static final int OVERHEAD = 512;

  private final Link link;
  private final Envelopes envelopes;
  private final Specs specs;
  private final int window;
  private final Counter published;
  private final Counter failed;
  private final Timer latency;
  private final AtomicBoolean failing = new AtomicBoolean();

  Publisher(Link link, Envelopes envelopes, Specs specs, int window, MeterRegistry meters) {
    this.link = link;
    this.envelopes = envelopes;
    this.specs = specs;
    this.window = window;
    published = meters.counter("muster.dispatch.published");
    failed = meters.counter("muster.dispatch.failed");
    latency =
        Timer.builder("muster.dispatch.latency").publishPercentileHistogram().register(meters);
  }

  /**
   * Publishes everything; returns when JetStream has answered for all of it. Awaits, and other work
   * of the verticle goes on meanwhile.
   */
  void deliver(Delivery delivery) {
    Map<String, JobSpec> known =
        specs.of(
            Stream.concat(delivery.getTasksList().stream(), delivery.getCancelsList().stream())
                .map(Consignment::getJobId)
                .toList(),
            delivery.getSpecsList());
    List<Consignment> cancels = existing(delivery.getCancelsList(), known);
    List<Signed> orders = envelopes.cancels(cancels, known);
    for (int i = 0; i < cancels.size(); i++) {
      sendCancel(cancels.get(i), orders.get(i));
    }
    List<Consignment> tasks = existing(delivery.getTasksList(), known);
    Deque<CompletableFuture<Void>> underWay = new ArrayDeque<>();
    for (int from = 0; from < tasks.size(); ) {
      int to = batchEnd(tasks, from, known);
      List<Consignment> batch = tasks.subList(from, to);
      List<Signed> signed = envelopes.tasks(batch, known);
      for (int i = 0; i < batch.size(); i++) {
        if (underWay.size() >= window) {
          finish(underWay.removeFirst());
        }
        underWay.add(store(batch.get(i), signed.get(i)));
      }
      from = to;
    }
    underWay.forEach(this::finish);
  }

  /** So many are signed together as fit into memory easily: each envelope holds the whole work. */
  private static int batchEnd(List<Consignment> tasks, int from, Map<String, JobSpec> known) {
    long bytes = 0;
    int to = from;
    while (to < tasks.size() && (to == from || bytes < BATCH_BYTES)) {
      bytes += OVERHEAD + known.get(tasks.get(to).getJobId()).getSerializedSize();
      to++;
    }
    return to;
  }

  private static List<Consignment> existing(List<Consignment> all, Map<String, JobSpec> known) {
    return all.stream().filter(one -> known.containsKey(one.getJobId())).toList();
  }

  private CompletableFuture<Void> store(Consignment one, Signed signed) {
    long started = System.nanoTime();
    String id = Envelopes.taskId(one) + "." + one.getAttempt();
    return link.store(Subjects.task(one.getNodeId()), signed.toByteArray(), id)
        .whenComplete(
            (stored, error) ->
                latency.record(
                    System.nanoTime() - started, java.util.concurrent.TimeUnit.NANOSECONDS));
  }

  private void finish(CompletableFuture<Void> one) {
    try {
      if (!one.isDone()) {
        Future.fromCompletionStage(one, Vertx.currentContext()).otherwiseEmpty().await();
      }
      one.join();
      published.increment();
      if (failing.compareAndSet(true, false)) {
        LOG.info("tasks can be published again");
      }
    } catch (CompletionException e) {
      failed.increment();
      if (failing.compareAndSet(false, true)) {
        LOG.warn(
            "tasks cannot be published, they are sent again when due: {}",
            e.getCause().getMessage());
      }
    }
  }

  private void sendCancel(Consignment one, Signed order) {
    try {
      link.publish(Subjects.ctl(one.getNodeId()), order.toByteArray());
    } catch (LinkException e) {
      LOG.debug("a cancel for {} could not be sent and is sent again when due", one.getNodeId(), e);
    }
  }
}
