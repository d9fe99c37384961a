package io.muster.cli.rollout;

import io.muster.cli.CliException;
import io.muster.cli.Inputs;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** What has to be well after every batch. */
final class CheckOptions {
  private static final Pattern THRESHOLD =
      Pattern.compile("\\s*(<=|>=|==|!=|<|>)\\s*([+-]?[0-9.]+(?:[eE][+-]?\\d+)?)\\s*");

  @Option(
      names = "--health-check",
      paramLabel = "CMD",
      description = "A shell line that has to succeed on the nodes of the batch.")
  private String health;

  @Option(
      names = "--check-http",
      paramLabel = "URL",
      description = "Has to answer 2xx to the control plane.")
  private String http;

  @Option(
      names = "--check-tcp",
      paramLabel = "HOST:PORT",
      description = "Has to accept a connection from the control plane.")
  private String tcp;

  @Option(
      names = "--prometheus",
      paramLabel = "URL",
      description = "A Prometheus server, with --query and --threshold.")
  private String prometheus;

  @Option(names = "--query", paramLabel = "PROMQL", description = "The query.")
  private String query;

  @Option(
      names = "--threshold",
      paramLabel = "'OP N'",
      description = "How each of its values has to be, such as '< 0.05'.")
  private String threshold;

  @Option(
      names = "--check-timeout",
      paramLabel = "T",
      description = "How long the checks may take to pass.")
  private String timeout;

  @Option(names = "--check-every", paramLabel = "T", description = "How often they are tried.")
  private String every;

  /** The API's checks; empty when there are none. */
  Map<String, Object> checks() {
    Map<String, Object> checks = new LinkedHashMap<>();
    if (health != null) {
      checks.put("health", Map.of("line", health));
    }
    put(checks, "http", http);
    put(checks, "tcp", tcp);
    if (prometheus != null || query != null || threshold != null) {
      checks.put("prometheus", prometheus());
    }
    if (checks.isEmpty() && (timeout != null || every != null)) {
      throw CliException.usage("--check-timeout and --check-every need a check");
    }
    put(checks, "timeout", Inputs.duration("--check-timeout", timeout));
    put(checks, "every", Inputs.duration("--check-every", every));
    return checks;
  }

  private Map<String, Object> prometheus() {
    if (prometheus == null || query == null || threshold == null) {
      throw CliException.usage("--prometheus, --query and --threshold belong together");
    }
    Matcher m = THRESHOLD.matcher(threshold);
    if (!m.matches()) {
      throw CliException.usage(
          "--threshold is '" + threshold + "', not a comparison such as '< 0.05'");
    }
    return Map.of(
        "url",
        prometheus,
        "query",
        query,
        "op",
        m.group(1),
        "threshold",
        Double.valueOf(m.group(2)));
  }

  private static void put(Map<String, Object> map, String key, String value) {
    if (value != null) {
      map.put(key, value);
    }
  }
}
