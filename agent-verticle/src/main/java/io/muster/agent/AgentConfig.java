package io.muster.agent;

import io.muster.agent.core.AgentOptions;
import io.muster.agent.ledger.LedgerLimits;
import io.muster.runtime.config.ConfigException;
import io.muster.runtime.config.Range;
import io.muster.runtime.config.Settings;
import io.muster.runtime.config.Size;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The settings of an agent; {@code conf/agent.reference.yaml} says what each is for. */
public record AgentConfig(
    Path data,
    Node node,
    Join join,
    Heartbeat heartbeat,
    CatchUp catchUp,
    Configuration config,
    Facts facts,
    Limits limits,
    LedgerConfig ledger,
    Shell shell,
    FilesConfig files,
    LinkConfig link,
    Stop stop,
    Log log) {
  private static final String REFERENCE = "/agent.reference.yaml";

  public record Node(
      Optional<String> id,
      Optional<String> name,
      Map<String, String> labels,
      List<String> groups) {}

  public record Join(Optional<String> server, Optional<String> token, Optional<Path> tokenFile) {
    @Override
    public String toString() {
      return "Join[server=" + server + "]";
    }
  }

  public record Heartbeat(@Range(min = 1_000, max = 600_000) Duration interval) {}

  public record CatchUp(@Range(min = 10_000, max = 86_400_000) Duration poll) {}

  public record Configuration(@Range(min = 10_000, max = 86_400_000) Duration poll) {}

  public record Facts(@Range(min = 10_000, max = 86_400_000) Duration refresh) {}

  public record Limits(
      @Range(min = 1, max = 1_000) int parallel, @Range(min = 0, max = 100_000) int queue) {}

  public record LedgerConfig(
      @Range(min = 1 << 20) Size spool,
      @Range(min = 1 << 16, max = 1 << 30) Size segment,
      @Range(min = 100, max = 1_000_000) int remember,
      @Range(min = 60_000) Duration retention) {}

  public record Shell(
      @Range(min = 0, max = 600_000) Duration grace,
      @Range(min = 0, max = 60_000) Duration drain,
      boolean cgroups) {}

  public record FilesConfig(
      @Range(min = 0) Size cacheBytes,
      @Range(min = 1, max = 16) int parallel,
      @Range(min = 0, max = 1_000) int keep,
      @Range(min = 0) Size keepBytes,
      @Range(min = 10, max = 100_000) int records,
      @Range(min = 0, max = 8 << 20) Size diffBytes,
      @Range(min = 1 << 10, max = 8 << 20) Size templateBytes) {}

  public record LinkConfig(
      @Range(min = 100) Duration connectTimeout,
      @Range(min = 1) Duration retryBase,
      @Range(min = 1) Duration retryCap,
      @Range(min = 1_000) Duration pingInterval,
      @Range(min = 100) Duration storeTimeout) {}

  public record Stop(@Range(min = 0, max = 3_600_000) Duration grace) {}

  public record Log(Format format, Level level) {}

  /** Of log lines. */
  public enum Format {
    TEXT,
    JSON
  }

  /** Of log lines. */
  public enum Level {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
  }

  /**
   * Reads the settings.
   *
   * @param file the operator's file; null for none
   * @throws ConfigException naming every problem
   */
  public static AgentConfig load(Path file, Map<String, String> environment) {
    return Settings.load(AgentConfig.class, reference(), file, environment);
  }

  /**
   * As {@link #load(Path, Map)}, with a document of the control plane over all else.
   *
   * @param document a JSON object, or empty for none
   */
  static AgentConfig load(Path file, Map<String, String> environment, String document) {
    return Settings.load(
        AgentConfig.class, reference(), file, environment, document, "the document");
  }

  /** The text of the reference file. */
  static String reference() {
    try (InputStream in = AgentConfig.class.getResourceAsStream(REFERENCE)) {
      if (in == null) {
        throw new IllegalStateException(REFERENCE + " is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same settings with what was given on the command line. */
  AgentConfig joining(Optional<String> server, Optional<String> token) {
    Join given = new Join(server.or(join::server), token.or(join::token), join.tokenFile);
    return new AgentConfig(
        data, node, given, heartbeat, catchUp, config, facts, limits, ledger, shell, files, link,
        stop, log);
  }

  Optional<String> joinToken() {
    return join.token.or(() -> join.tokenFile.map(AgentConfig::read));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new ConfigException("join.tokenFile " + file + " cannot be read: " + e.getMessage());
    }
  }

  AgentOptions options(String nodeId, String version) {
    return new AgentOptions(
        nodeId,
        version,
        heartbeat.interval,
        catchUp.poll,
        config.poll,
        limits.parallel,
        limits.queue,
        stop.grace);
  }

  LedgerLimits ledgerLimits() {
    return new LedgerLimits(
        ledger.spool.bytes(), ledger.segment.bytes(), ledger.remember, ledger.retention);
  }

  /** What executors and resources are told, by key. Durations are in ISO form, sizes in bytes. */
  Map<String, String> settings() {
    return Map.ofEntries(
        Map.entry("runFolder", data.resolve("run").toString()),
        Map.entry("configFolder", data.resolve("config").toString()),
        Map.entry("shell.grace", shell.grace.toString()),
        Map.entry("shell.drain", shell.drain.toString()),
        Map.entry("shell.cgroups", Boolean.toString(shell.cgroups)),
        Map.entry("files.keep", Integer.toString(files.keep)),
        Map.entry("files.keepBytes", Long.toString(files.keepBytes.bytes())),
        Map.entry("files.records", Integer.toString(files.records)),
        Map.entry("files.diffBytes", Long.toString(files.diffBytes.bytes())),
        Map.entry("files.templateBytes", Long.toString(files.templateBytes.bytes())));
  }
}
