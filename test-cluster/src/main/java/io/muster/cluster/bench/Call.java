package io.muster.cluster.bench;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * When the stations of one call were passed, by the clocks of the bench, the control plane and the
 * agent, which are one clock on one machine. The agent counts in whole milliseconds, so a stage of
 * one call may be off by one and even below zero; the mean over many calls is not.
 */
final class Call {
  /** The stations in order; a stage leads from the one before. */
  enum Station {
    SUBMITTED("sent"),
    CREATED("picked, before the commit"),
    ACCEPTED("committed, published, written down by the agent"),
    STARTED("the command runs"),
    FINISHED("the command has ended"),
    TAKEN("stored by JetStream, fetched by the connector"),
    SEEN("committed, seen by the watcher");

    final String label;

    Station(String label) {
      this.label = label;
    }
  }

  private final Map<Station, Instant> passed = new EnumMap<>(Station.class);
  private final String jobId;
  private final double answeredMs;
  private final double tookMs;

  /**
   * @param answeredMs until the submit was answered, which is beside the way of the task
   * @param tookMs until the result was seen
   * @param result the event that told the end of the task
   */
  Call(String jobId, Instant submitted, double answeredMs, double tookMs, JsonObject result) {
    this.jobId = jobId;
    this.answeredMs = answeredMs;
    this.tookMs = tookMs;
    JsonObject task = result.getJsonObject("task");
    passed.put(Station.SUBMITTED, submitted);
    passed.put(Station.CREATED, Instant.parse(task.getString("dispatchedAt")));
    passed.put(Station.ACCEPTED, Instant.parse(task.getString("acceptedAt")));
    passed.put(Station.STARTED, Instant.parse(task.getString("startedAt")));
    passed.put(Station.FINISHED, Instant.parse(task.getString("finishedAt")));
    passed.put(Station.TAKEN, Instant.parse(result.getString("at")));
    passed.put(Station.SEEN, submitted.plusNanos((long) (tookMs * 1e6)));
  }

  String jobId() {
    return jobId;
  }

  double answeredMs() {
    return answeredMs;
  }

  double tookMs() {
    return tookMs;
  }

  private double stageMs(Station from, Station to) {
    return Duration.between(passed.get(from), passed.get(to)).toNanos() / 1e6;
  }

  /** One line for each stage of many calls. */
  static List<String> report(List<Call> calls) {
    List<String> lines = new ArrayList<>();
    lines.add(
        line("(submit answered)", new Figures(calls.stream().map(Call::answeredMs).toList())));
    Station[] all = Station.values();
    for (int i = 1; i < all.length; i++) {
      Station from = all[i - 1];
      Station to = all[i];
      lines.add(line(to.label, new Figures(calls.stream().map(c -> c.stageMs(from, to)).toList())));
    }
    return lines;
  }

  private static String line(String label, Figures ms) {
    return "  %-48s %7.1f %7.1f %7.1f %7.1f"
        .formatted(label, ms.mean(), ms.median(), ms.percentile(0.25), ms.percentile(0.99));
  }
}
