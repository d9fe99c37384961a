package io.muster.server.vitals;

import io.micrometer.core.instrument.MeterRegistry;
import io.muster.domain.task.TaskState;
import io.muster.link.JetStreams;
import io.muster.link.Link;
import io.muster.link.ReplyQueue;
import io.muster.runtime.Loop;
import io.muster.store.job.JobReads;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes JetStream's streams again when they are lost, and reads what the gauges show.
 *
 * <p><b>Owns</b> the streams of tasks and replies. <b>Hears</b> the clock. <b>Says</b> nothing. <b>Crash</b>: the streams
 * are looked after by every control-plane node.
 */
public final class VitalsVerticle extends VerticleBase {
  private final JobReads reads;
  private final Link link;
  private final JetStreams streams;
  private final ReplyQueue replies;
  private final VitalsConfig config;
  private final AtomicLong lag = new AtomicLong();
  private final AtomicLong jobs = new AtomicLong();
  private final AtomicLong[] tasks = new AtomicLong[TaskState.values().length];
  private Loop watch;
  private Loop gauges;

  public VitalsVerticle(
      JobReads reads, Link link, JetStreams streams, ReplyQueue replies, VitalsConfig config, MeterRegistry meters) {
    this.reads = reads;
    this.link = link;
    this.streams = streams;
    this.replies = replies;
    this.config = config;
    meters.gauge("muster.replies.lag", lag);
    meters.gauge("muster.jobs.live", jobs);
    meters.gauge("muster.nats.connected", link, now -> now.connected() ? 1 : 0);
    for (TaskState state : TaskState.values()) {
      tasks[state.ordinal()] = new AtomicLong();
      meters.gauge("muster.tasks", io.micrometer.core.instrument.Tags.of("state", state.label()), tasks[state.ordinal()]);
    }
  }

  @Override
  public Future<?> start() {
    watch = Loop.start(vertx, "streams", config.every(), this::lookAfterStreams);
    gauges = Loop.start(vertx, "gauges", config.every(), this::readGauges);
    link.onChange(change -> watch.wake());
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    watch.stop();
    gauges.stop();
    return Future.succeededFuture();
  }

  private boolean lookAfterStreams() {
    if (link.connected()) {
      await(streams.check());
      lag.set(await(replies.lag()));
    }
    return false;
  }

  private boolean readGauges() {
    JobReads.Live live = reads.live();
    jobs.set(live.jobs());
    for (TaskState state : TaskState.values()) {
      tasks[state.ordinal()].set(live.tasks()[state.ordinal()]);
    }
    return false;
  }

  private <T> T await(CompletionStage<T> stage) {
    return Future.fromCompletionStage(stage, vertx.getOrCreateContext()).await();
  }
}
