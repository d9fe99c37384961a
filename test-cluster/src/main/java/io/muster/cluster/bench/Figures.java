package io.muster.cluster.bench;

import java.util.Arrays;
import java.util.List;

/** What a list of measurements comes down to. */
final class Figures {
  private final double[] sorted;

  Figures(List<Double> values) {
    sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (sorted.length == 0) {
      throw new IllegalArgumentException("nothing was measured");
    }
  }

  /** The smallest value that at least this share, from 0 to 1, of the values does not exceed. */
  double percentile(double share) {
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.max(0, rank - 1)];
  }

  double median() {
    return percentile(0.5);
  }

  double mean() {
    return Arrays.stream(sorted).average().orElseThrow();
  }

  double least() {
    return sorted[0];
  }

  @Override
  public String toString() {
    return "median %.0f, least %.0f of %s"
        .formatted(
            median(), least(), Arrays.stream(sorted).mapToObj(v -> "%.0f".formatted(v)).toList());
  }
}
