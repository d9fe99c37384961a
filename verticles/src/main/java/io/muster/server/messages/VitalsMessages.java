package io.muster.server.messages;

import io.muster.protocol.agent.v1.Vitals;
import io.muster.protocol.v1.VitalsSample;
import io.muster.store.node.VitalsLedger.Sample;
import java.time.Instant;

/**
 * What nodes measure of themselves, from agents, to the table and to people. What cannot be (a
 * share above one, less than nothing) is cut to what can.
 */
public final class VitalsMessages {
  private static final float MAX_LOAD = 1_000_000;

  private VitalsMessages() {}

  public static VitalsSample of(Vitals vitals, Instant at) {
    return of(sample("", vitals, at));
  }

  public static VitalsSample of(Sample sample) {
    return VitalsSample.newBuilder()
        .setAt(TimeMessages.timestamp(sample.at()))
        .setCpuBusy(sample.cpuBusy())
        .setLoad1(sample.load1())
        .setMemoryUsed(sample.memoryUsed())
        .setMemoryTotal(sample.memoryTotal())
        .setDiskUsed(sample.diskUsed())
        .setDiskTotal(sample.diskTotal())
        .setNetReceived(sample.netReceived())
        .setNetSent(sample.netSent())
        .build();
  }

  public static Sample sample(String nodeId, Vitals vitals, Instant at) {
    return new Sample(
        nodeId,
        at,
        cut(vitals.getCpuBusy(), 1),
        cut(vitals.getLoad1(), MAX_LOAD),
        Math.max(0, vitals.getMemoryUsed()),
        Math.max(0, vitals.getMemoryTotal()),
        Math.max(0, vitals.getDiskUsed()),
        Math.max(0, vitals.getDiskTotal()),
        Math.max(0, vitals.getNetReceived()),
        Math.max(0, vitals.getNetSent()));
  }

  private static float cut(float value, float max) {
    return Float.isNaN(value) ? 0 : Math.clamp(value, 0, max);
  }
}
