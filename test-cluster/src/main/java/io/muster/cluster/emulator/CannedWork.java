package io.muster.cluster.emulator;

import java.time.Duration;

/**
 * What an emulated command does.
 *
 * @param latency how long it runs; zero ends at once
 * @param outputBytes how much it prints on stdout before it ends
 * @param failRate the share of runs that exit with 1, from 0 to 1
 */
public record CannedWork(Duration latency, int outputBytes, double failRate) {
  /** Succeeds at once with a short line. */
  public static final CannedWork INSTANT = new CannedWork(Duration.ZERO, 24, 0);

  public CannedWork {
    if (latency.isNegative() || outputBytes < 0 || failRate < 0 || failRate > 1) {
      throw new IllegalArgumentException(
          "latency %s and output of %d bytes must not be negative, the fail rate %s must be 0 to 1"
              .formatted(latency, outputBytes, failRate));
    }
  }
}
