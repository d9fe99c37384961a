package io.muster.server.effects;

import io.muster.protocol.agent.v1.CancelTask;
import io.muster.protocol.agent.v1.Ctl;
import io.muster.protocol.agent.v1.Signed;
import io.muster.protocol.agent.v1.Task;
import io.muster.protocol.internal.v1.Consignment;
import io.muster.protocol.internal.v1.JobSpec;
import io.muster.server.messages.WorkMessages;
import io.muster.trust.BatchSigner;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** Makes what agents are sent, signed a batch at a time. */
public final class Envelopes {
  private final BatchSigner signer;
  private final Clock clock;

  public Envelopes(BatchSigner signer, Clock clock) {
    this.signer = signer;
    this.clock = clock;
  }

  /** One signed task for each consignment, in order. */
  public List<Signed> tasks(List<Consignment> consignments, Map<String, JobSpec> specs) {
    long now = clock.millis();
    return signer.sign(
        "task",
        consignments.stream()
            .map(one -> task(one, specs.get(one.getJobId()), now).toByteArray())
            .toList());
  }

  /** One signed cancel for each consignment, in order. */
  public List<Signed> cancels(List<Consignment> consignments, Map<String, JobSpec> specs) {
    return signer.sign(
        "ctl",
        consignments.stream()
            .map(
                one ->
                    Ctl.newBuilder()
                        .setNodeId(one.getNodeId())
                        .setCancel(cancel(one, specs.get(one.getJobId())))
                        .build()
                        .toByteArray())
            .toList());
  }

  public static CancelTask cancel(Consignment one, JobSpec spec) {
    return CancelTask.newBuilder()
        .setTaskId(taskId(one))
        .setAttempt(one.getAttempt())
        .setReason(spec.getCancelReason())
        .build();
  }

  private static Task task(Consignment one, JobSpec spec, long now) {
    Task.Builder task =
        Task.newBuilder()
            .setNodeId(one.getNodeId())
            .setJobId(one.getJobId())
            .setTaskId(taskId(one))
            .setAttempt(one.getAttempt())
            .setIssuedAtMs(now)
            .setAcceptBeforeMs(one.getAcceptBeforeMs())
            .setTimeoutMs(spec.getTimeoutMs())
            .setTraceId(spec.getTraceId());
    WorkMessages.instruct(spec.getWork(), task);
    return task.build();
  }

  public static String taskId(Consignment one) {
    return one.getJobId() + "-" + one.getOrdinal();
  }
}
