package io.muster.cluster.bench;

import io.muster.cluster.api.Rest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One command on one idle, real agent: from the submit over REST to the line with its result on the
 * watcher's stream. Both go over kept-alive connections.
 */
final class LatencyBench {
  private static final int WARM_UP = 200;

  private LatencyBench() {}

  /** Milliseconds of each call. */
  static Figures run(Rest rest, int calls) throws IOException {
    for (int i = 0; i < WARM_UP; i++) {
      once(rest);
    }
    List<Double> took = new ArrayList<>(calls);
    for (int i = 0; i < calls; i++) {
      took.add(once(rest));
    }
    return new Figures(took);
  }

  private static double once(Rest rest) throws IOException {
    JsonObject body =
        new JsonObject()
            .put("target", "node-1")
            .put("shell", new JsonObject().put("argv", new JsonArray().add("/bin/true")));
    long began = System.nanoTime();
    String id = rest.post("/api/v1/jobs", body).getString("id");
    double result = -1;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                rest.lines("/api/v1/jobs/" + id + "/events"), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (result < 0 && line.contains("\"succeeded\"")) {
          result = JobRound.millis(began);
        }
      }
    }
    if (result < 0) {
      throw new IOException("job " + id + " did not succeed");
    }
    return result;
  }
}
