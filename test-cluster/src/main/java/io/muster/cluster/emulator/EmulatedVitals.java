package io.muster.cluster.emulator;

import io.muster.protocol.agent.v1.Vitals;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/** Vitals that wander as those of a machine would; the same for the same node in every run. */
final class EmulatedVitals implements Supplier<Optional<Vitals>> {
  private static final long MEMORY = 16L << 30;
  private static final long DISK = 200L << 30;

  private final Random random;
  private double busy;

  EmulatedVitals(int index) {
    random = new Random(index);
    busy = random.nextDouble();
  }

  @Override
  public synchronized Optional<Vitals> get() {
    busy = Math.clamp(busy + random.nextGaussian() * 0.08, 0.01, 1);
    return Optional.of(
        Vitals.newBuilder()
            .setCpuBusy((float) busy)
            .setLoad1((float) (busy * 4))
            .setMemoryTotal(MEMORY)
            .setMemoryUsed((long) (MEMORY * (0.2 + busy / 2)))
            .setDiskTotal(DISK)
            .setDiskUsed(DISK / 3)
            .setNetReceived((long) (busy * 4_000_000))
            .setNetSent((long) (busy * 1_500_000))
            .build());
  }
}
