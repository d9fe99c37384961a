package io.muster.server;

import io.muster.runtime.config.ConfigException;
import io.muster.runtime.config.Settings;
import io.muster.server.access.AccessConfig;
import io.muster.server.audit.AuditConfig;
import io.muster.server.blob.BlobConfig;
import io.muster.server.catchup.CatchUpConfig;
import io.muster.server.cluster.ClusterConfig;
import io.muster.server.config.ConfigConfig;
import io.muster.server.connector.ConnectorConfig;
import io.muster.server.dispatch.DispatchConfig;
import io.muster.server.enrolment.EnrolmentConfig;
import io.muster.server.events.EventsConfig;
import io.muster.server.files.FilesConfig;
import io.muster.server.gateway.BridgeConfig;
import io.muster.server.gateway.GatewayConfig;
import io.muster.server.jobs.JobsConfig;
import io.muster.server.oidc.OidcConfig;
import io.muster.server.presence.PresenceConfig;
import io.muster.server.registry.RegistryConfig;
import io.muster.server.retention.RetentionConfig;
import io.muster.server.rollout.RolloutConfig;
import io.muster.server.system.SystemConfig;
import io.muster.server.vitals.VitalsConfig;
import io.muster.store.DatabaseConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration of one control-plane node; {@code conf/server.reference.yaml} states every key.
 *
 * @param name of this node, by default the host name; differs from that of the other nodes
 * @param roles the verticles that run here; {@code all} for every one
 * @param trust the folder of secrets that the nodes share
 */
public record ServerConfig(
    Optional<String> name,
    List<String> roles,
    Path trust,
    LogConfig log,
    GatewayConfig gateway,
    BridgeConfig bridge,
    DatabaseConfig postgres,
    NatsConfig nats,
    ClusterConfig cluster,
    JobsConfig jobs,
    TasksConfig tasks,
    DispatchConfig dispatch,
    CatchUpConfig catchup,
    ConfigConfig configs,
    ConnectorConfig connector,
    FilesConfig files,
    BlobConfig blob,
    EventsConfig events,
    RegistryConfig registry,
    PresenceConfig presence,
    EnrolmentConfig enrolment,
    AccessConfig access,
    AuditConfig audit,
    SystemConfig system,
    VitalsConfig vitals,
    RetentionConfig retention,
    RolloutConfig rollouts,
    OidcConfig oidc) {
  private static final String REFERENCE = "/server.reference.yaml";
  private static final long ENVELOPE = 4096;

  /** A section of its own for what is logged. */
  public record LogConfig(LogLevel level) {}

  /** From the quietest to the loudest. */
  public enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
  }

  public ServerConfig {
    checkPatience(nats, connector);
    checkChunk(gateway, files);
    for (String role : roles) {
      if (!role.equals("all") && Role.of(role).isEmpty()) {
        throw new ConfigException(
            "roles holds '"
                + role
                + "'; choose all, or any of "
                + Arrays.stream(Role.values()).map(Role::label).toList());
      }
    }
  }

  /**
   * Reads the configuration.
   *
   * @param file the operator's file; null for none
   * @throws ConfigException naming every problem
   */
  static ServerConfig load(Path file, Map<String, String> environment) {
    return Settings.load(ServerConfig.class, reference(), file, environment);
  }

  /** The text of the reference file. */
  static String reference() {
    try (InputStream in = ServerConfig.class.getResourceAsStream(REFERENCE)) {
      if (in == null) {
        throw new IllegalStateException(REFERENCE + " is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A reply may be given to a node that dies, then to one that freezes, before a third has it. */
  private static void checkPatience(NatsConfig nats, ConnectorConfig connector) {
    if (connector.insistAfter().compareTo(nats.ackWait().multipliedBy(2).plusSeconds(10)) < 0) {
      throw new ConfigException(
          "connector.insistAfter is "
              + connector.insistAfter().toSeconds()
              + "s; it must be at least 10s more than twice nats.ackWait, which is "
              + nats.ackWait().toSeconds()
              + "s, or output of nodes is lost when a control-plane node dies");
    }
  }

  /** A chunk comes in one request, with a few words around it over gRPC. */
  private static void checkChunk(GatewayConfig gateway, FilesConfig files) {
    if (gateway.bodyLimit().bytes() < files.chunk().bytes() + ENVELOPE) {
      throw new ConfigException(
          "gateway.bodyLimit is "
              + gateway.bodyLimit().bytes()
              + " bytes; it must be at least 4KiB more than files.chunk, which is "
              + files.chunk().bytes());
    }
  }

  boolean runs(Role role) {
    return roles.contains("all") || roles.contains(role.label());
  }

  /** The name of this node. */
  public String member() {
    return name.orElseGet(ServerConfig::hostName);
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      throw new ConfigException(
          "name is required, since this machine's host name is not known: " + e.getMessage());
    }
  }
}
