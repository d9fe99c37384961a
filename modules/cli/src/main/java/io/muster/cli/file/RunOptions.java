package io.muster.cli.file;

import io.muster.cli.Inputs;
import io.muster.cli.api.Api;
import io.muster.cli.job.JobRun;
import io.muster.cli.job.WatchOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How the job of a file command runs. */
final class RunOptions {
  @Option(
      names = "--timeout",
      paramLabel = "T",
      description = "How long it may take on a node; default 60s.")
  private String timeout;

  @Option(
      names = "--ttl",
      paramLabel = "T",
      description = "How long a node may take to begin; default 30s.")
  private String ttl;

  @Option(
      names = "--batch",
      paramLabel = "N|P%",
      description = "How many nodes at the same time; default all.")
  private String batch;

  @Option(
      names = "--limit",
      paramLabel = "N|P%",
      description = "Only the first so many nodes, by id.")
  private String limit;

  @Option(names = "--plan", description = "Only show what would change, as a diff.")
  private boolean plan;

  @Option(names = "--detach", description = "Print the job's id and leave.")
  private boolean detach;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask before changing every node.")
  private boolean yes;

  @Option(names = "--name", paramLabel = "TEXT", description = "A name of the job for people.")
  private String name;

  @Mixin private WatchOptions watch;

  /** What every request for a job may have. */
  Map<String, Object> body(String target) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("target", target);
    put(body, "timeout", Inputs.duration("--timeout", timeout));
    put(body, "ttl", Inputs.duration("--ttl", ttl));
    put(body, "batch", Inputs.share("--batch", batch));
    put(body, "limit", Inputs.share("--limit", limit));
    put(body, "name", name);
    if (plan) {
      body.put("dryRun", true);
    }
    return body;
  }

  static void put(Map<String, Object> map, String key, Object value) {
    if (value != null) {
      map.put(key, value);
    }
  }

  /**
   * Asks, submits and follows.
   *
   * @param target as the user wrote it
   * @param work the job's own part, for the preview of its nodes
   * @param what in words, for the question
   */
  int run(
      Api api,
      String path,
      Map<String, Object> body,
      String target,
      Map<String, Object> work,
      String what) {
    long start = System.nanoTime();
    if (!yes && !plan) {
      Map<String, Object> preview = body(body.get("target").toString());
      preview.putAll(work);
      JobRun.confirm(api, target, preview, what);
      start = System.nanoTime();
    }
    return new JobRun(api, watch, detach, start).submit(path, body, target);
  }
}
