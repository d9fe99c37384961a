package io.muster.cluster.bench;

import io.muster.cluster.api.Rest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * One command on one idle, real agent: from the submit over REST to the line with its result on the
 * watcher's stream. Both go over kept-alive connections.
 */
final class LatencyBench {
  /** At most; few calls have as few before them. */
  private static final int WARM_UP = 200;

  /**
   * Between two calls, so that each finds everything idle and pays for nothing of the one before.
   */
  private static final long PAUSE_NANOS = 50_000_000;

  private LatencyBench() {}

  /** Runs the calls and says what they took, and which stage and which process took it. */
  static List<String> run(Rig rig, int calls) throws IOException, InterruptedException {
    Rest rest = rig.rest();
    int warmUp = Math.min(calls, WARM_UP);
    for (int i = 0; i < warmUp; i++) {
      once(rest);
    }
    List<Call> took = new ArrayList<>(calls);
    Map<String, Double> before = CpuTimes.of(rig.data());
    for (int i = 0; i < calls; i++) {
      took.add(once(rest));
    }
    Map<String, Double> after = CpuTimes.of(rig.data());
    Figures floor = floor(rig, took.getLast().jobId(), warmUp);
    Figures all = new Figures(took.stream().map(Call::tookMs).toList());
    List<String> lines = new ArrayList<>();
    lines.add(
        "submit to result at the watcher, one idle agent, %d calls: p50 %.1f ms, p99 %.1f ms, least %.1f ms"
            .formatted(calls, all.median(), all.percentile(0.99), all.least()));
    lines.add(
        "raw: its messages, rows and process one after the other: p50 %.1f ms, p99 %.1f ms, least %.1f ms"
            .formatted(floor.median(), floor.percentile(0.99), floor.least()));
    lines.add(
        "ratio to the raw floor: %.2f (medians), %.2f (least)"
            .formatted(all.median() / floor.median(), all.least() / floor.least()));
    lines.add("stages, ms                                            mean     p50     p25     p99");
    lines.addAll(Call.report(took));
    lines.add("user and system time of a call, ms");
    after.forEach(
        (kind, ms) ->
            lines.add(
                "  %-48s %7.1f".formatted(kind, (ms - before.getOrDefault(kind, 0.0)) / calls)));
    return lines;
  }

  private static Figures floor(Rig rig, String job, int rounds)
      throws IOException, InterruptedException {
    int reply = ExecCommand.replyBytes(rig.database(), job);
    List<Double> raw = new ArrayList<>(rounds);
    try (LatencyFloor floor = new LatencyFloor(rig, job, ExecCommand.taskBytes(rig), reply)) {
      for (int i = 0; i < 2 * rounds; i++) {
        LockSupport.parkNanos(PAUSE_NANOS);
        double ms = floor.once();
        if (i >= rounds) {
          raw.add(ms);
        }
      }
    }
    return new Figures(raw);
  }

  private static Call once(Rest rest) throws IOException {
    LockSupport.parkNanos(PAUSE_NANOS);
    JsonObject body =
        new JsonObject()
            .put("target", "node-1")
            .put("shell", new JsonObject().put("argv", new JsonArray().add("/bin/true")));
    Instant submitted = Instant.now();
    long began = System.nanoTime();
    String id = rest.post("/api/v1/jobs", body).getString("id");
    double answered = JobRound.millis(began);
    Call call = null;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                rest.lines("/api/v1/jobs/" + id + "/events"), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        double seen = JobRound.millis(began);
        // The job's own events tell its state too; the one with the task is the task's last.
        JsonObject event = new JsonObject(line);
        if (event.containsKey("task") && "succeeded".equals(event.getString("taskState"))) {
          call = new Call(id, submitted, answered, seen, event);
        }
      }
    }
    if (call == null) {
      throw new IOException("job " + id + " did not succeed");
    }
    return call;
  }
}
