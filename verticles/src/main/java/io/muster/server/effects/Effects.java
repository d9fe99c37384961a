package io.muster.server.effects;

import io.muster.domain.task.Task;
import io.muster.protocol.Doorbells;
import io.muster.protocol.Internal;
import io.muster.protocol.internal.v1.Consignment;
import io.muster.protocol.internal.v1.Delivery;
import io.muster.protocol.internal.v1.JobSpec;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.store.job.Applied;
import io.muster.store.job.TaskRow;
import io.vertx.core.Vertx;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rings the doorbells and hands tasks to a dispatcher after a commit. Nothing here is needed for
 * correctness: what is lost on the way is found by the sweep.
 */
public final class Effects {
  private static final Logger LOG = LoggerFactory.getLogger(Effects.class);

  private final Vertx vertx;
  private final Bus bus;

  public Effects(Vertx vertx, Bus bus) {
    this.vertx = vertx;
    this.bus = bus;
  }

  /** Does what a committed transaction asks for; returns at once. */
  public void follow(Applied applied, Caller caller) {
    deliver(applied.send(), applied.cancel(), List.of(), caller);
    applied.jobs().forEach(this::jobChanged);
  }

  public void jobChanged(String jobId) {
    vertx.eventBus().publish(Doorbells.JOB, jobId);
  }

  /** Hands tasks and cancels to a dispatcher. */
  public void deliver(
      List<TaskRow> send, List<TaskRow> cancel, List<JobSpec> specs, Caller caller) {
    if (send.isEmpty() && cancel.isEmpty()) {
      return;
    }
    Delivery.Builder delivery = Delivery.newBuilder().addAllSpecs(specs);
    send.forEach(row -> delivery.addTasks(consignment(row)));
    cancel.forEach(row -> delivery.addCancels(consignment(row)));
    bus.call(Internal.DELIVER, delivery.build(), caller)
        .onFailure(
            error ->
                LOG.warn(
                    "{} tasks were not handed to a dispatcher, the sweep will: {}",
                    send.size(),
                    error.getMessage()));
  }

  /** What a dispatcher needs to know of a task. */
  public static Consignment consignment(TaskRow row) {
    Task task = row.task();
    return Consignment.newBuilder()
        .setJobId(row.jobId())
        .setOrdinal(row.ordinal())
        .setNodeId(row.nodeId())
        .setAttempt(task.attempt())
        .setAcceptBeforeMs(task.acceptBefore().toEpochMilli())
        .build();
  }
}
