package io.muster.cli.rollout;

import io.muster.cli.CliException;
import io.muster.cli.Inputs;
import io.muster.cli.Targets;
import java.util.Map;
import picocli.CommandLine.Option;

/** How fast a rollout goes, and when it stops. */
final class PaceOptions {
  @Option(
      names = "--strategy",
      paramLabel = "S",
      description = "rolling, canary, blue-green or all-at-once; default rolling.")
  private String strategy;

  @Option(
      names = "--batch-size",
      paramLabel = "N|P%|LIST",
      description = "Nodes of a batch: 10, 25%%, or 1,5,10%%,100%%; the last repeats.")
  private String batchSize;

  @Option(
      names = "--parallel",
      paramLabel = "N|P%",
      description = "How many of a batch at the same time; default all.")
  private String parallel;

  @Option(
      names = {"--first", "--canary", "--switch"},
      paramLabel = "N|P%",
      description = "Of canary and blue-green: how many nodes go first.")
  private String first;

  @Option(
      names = "--first-target",
      paramLabel = "TARGET",
      description = "Of canary and blue-green: which nodes go first.")
  private String firstTarget;

  @Option(
      names = {"--observe", "--warm-up"},
      paramLabel = "T",
      description = "Of canary and blue-green: how long the first are watched.")
  private String observe;

  @Option(names = "--interval", paramLabel = "T", description = "How long it waits after a batch.")
  private String interval;

  @Option(
      names = "--auto-advance",
      description = "Go on after the interval without being promoted.")
  private boolean autoAdvance;

  @Option(
      names = "--max-failures",
      paramLabel = "N|P%",
      description = "How many nodes may fail; default 0.")
  private String maxFailures;

  @Option(
      names = "--max-batch-failures",
      paramLabel = "N|P%",
      description = "How many nodes of one batch may fail.")
  private String maxBatchFailures;

  @Option(
      names = "--on-failure",
      paramLabel = "stop|rollback",
      description = "What it does when more fail; default stop.")
  private String onFailure;

  @Option(
      names = "--timeout",
      paramLabel = "T",
      description = "How long the work may run on a node; default 60s.")
  private String timeout;

  @Option(
      names = "--ttl",
      paramLabel = "T",
      description = "How long a node may take to begin; default 30s.")
  private String ttl;

  @Option(
      names = "--governor",
      paramLabel = "NAME=N",
      description = "Share N slots with all work that names the same governor.")
  private String governor;

  @Option(
      names = "--return-for",
      paramLabel = "T",
      description = "At the end, wait so long for nodes that were left out.")
  private String returnFor;

  /** Adds what was said to a request. */
  void into(Map<String, Object> body) {
    put(body, "strategy", strategy);
    if (batchSize != null) {
      for (String size : batchSize.split(",", -1)) {
        Inputs.share("--batch-size", size);
      }
      body.put("batchSize", batchSize);
    }
    put(body, "parallel", Inputs.share("--parallel", parallel));
    put(body, "first", Inputs.share("--first", first));
    put(body, "firstTarget", firstTarget == null ? null : Targets.of(firstTarget));
    put(body, "observe", Inputs.duration("--observe", observe));
    put(body, "interval", Inputs.duration("--interval", interval));
    if (autoAdvance) {
      body.put("autoAdvance", true);
    }
    put(body, "maxFailures", limit("--max-failures", maxFailures));
    put(body, "maxBatchFailures", limit("--max-batch-failures", maxBatchFailures));
    put(body, "onFailure", onFailure);
    put(body, "timeout", Inputs.duration("--timeout", timeout));
    put(body, "ttl", Inputs.duration("--ttl", ttl));
    put(body, "returnFor", Inputs.duration("--return-for", returnFor));
    if (governor != null) {
      body.put("governor", Inputs.governor(governor));
    }
  }

  private static String limit(String option, String text) {
    if (text == null || text.matches("\\d{1,9}|(\\d{1,2}|100)%")) {
      return text;
    }
    throw CliException.usage(
        option + " is '" + text + "', not a count such as 3 or a share such as 10%");
  }

  private static void put(Map<String, Object> map, String key, String value) {
    if (value != null) {
      map.put(key, value);
    }
  }
}
