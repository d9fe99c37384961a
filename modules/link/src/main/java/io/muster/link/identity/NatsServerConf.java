package io.muster.link.identity;

import java.nio.file.Path;
import java.util.List;

/**
 * The configuration of a nats-server that trusts this control plane's operator.
 *
 * @param host the address that it listens on
 * @param dataDir holds JetStream's files and the accounts' JWTs; made by the server
 * @param serverVersion such as {@code 2.10.27}: what it lacks is left out
 * @param maxConnections agents, control-plane nodes, and some
 * @param routes other servers of the cluster, {@code nats-route://host:port}; empty for one alone
 * @param clusterPort where they reach this one; 0 without a cluster
 * @param monitorPort of its HTTP monitoring on 127.0.0.1; 0 for none
 */
public record NatsServerConf(
    String serverName,
    String host,
    int port,
    Path dataDir,
    Path certificate,
    Path key,
    String serverVersion,
    int maxConnections,
    List<String> routes,
    int clusterPort,
    int monitorPort) {
  private static final long MAX_FILE_STORE = 1L << 40;

  /** One server alone. */
  public static NatsServerConf alone(
      String host, int port, Path dataDir, Path certificate, Path key, String serverVersion) {
    return new NatsServerConf(
        "muster-nats",
        host,
        port,
        dataDir,
        certificate,
        key,
        serverVersion,
        65_536,
        List.of(),
        0,
        0);
  }

  /** The text of {@code nats-server.conf}. It names no secret but the path of the TLS key. */
  public String text(NatsAuthority authority) {
    StringBuilder conf = new StringBuilder();
    conf.append("# Made by muster from its own settings.\n");
    line(conf, "server_name", quote(serverName));
    line(conf, "host", quote(host));
    line(conf, "port", port);
    if (monitorPort > 0) {
      line(conf, "http", quote("127.0.0.1:" + monitorPort));
    }
    line(conf, "max_connections", maxConnections);
    line(conf, "max_payload", "2MB");
    line(conf, "max_pending", "64MB");
    line(conf, "write_deadline", quote("10s"));
    line(conf, "ping_interval", quote("20s"));
    line(conf, "ping_max", 3);
    conf.append("# Thousands of agents come back at once after a restart.\n");
    conf.append("authorization { timeout: 20 }\n");
    conf.append("tls {\n");
    line(conf, "  cert_file", quote(certificate.toAbsolutePath().toString()));
    line(conf, "  key_file", quote(key.toAbsolutePath().toString()));
    conf.append("  timeout: 20\n}\n");
    jetStream(conf);
    cluster(conf);
    accounts(conf, authority);
    return conf.toString();
  }

  private void jetStream(StringBuilder conf) {
    conf.append("jetstream {\n");
    line(conf, "  store_dir", quote(dataDir.resolve("jetstream").toAbsolutePath().toString()));
    // Left out, it is three quarters of the free disk, and on a small disk the streams are refused.
    conf.append(
        "  # The streams have bounds of their own; this one must not be below their sum.\n");
    line(conf, "  max_file_store", String.valueOf(MAX_FILE_STORE));
    if (isAtLeast(2, 10)) {
      conf.append("  # An acknowledged message survives a power cut.\n");
      conf.append("  sync_interval: always\n");
    }
    conf.append("}\n");
  }

  private void cluster(StringBuilder conf) {
    if (clusterPort == 0) {
      return;
    }
    conf.append("cluster {\n  name: muster\n");
    line(conf, "  listen", quote(host + ":" + clusterPort));
    conf.append("  routes: [\n");
    routes.forEach(route -> conf.append("    ").append(quote(route)).append('\n'));
    conf.append("  ]\n  tls {\n");
    line(conf, "    cert_file", quote(certificate.toAbsolutePath().toString()));
    line(conf, "    key_file", quote(key.toAbsolutePath().toString()));
    Path ca = certificate.toAbsolutePath().resolveSibling("ca.crt");
    line(conf, "    ca_file", quote(ca.toString()));
    conf.append("    verify: true\n    timeout: 10\n  }\n}\n");
  }

  private void accounts(StringBuilder conf, NatsAuthority authority) {
    line(conf, "operator", authority.operatorJwt());
    line(conf, "system_account", authority.systemAccount());
    conf.append("resolver {\n  type: full\n");
    line(conf, "  dir", quote(dataDir.resolve("accounts").toAbsolutePath().toString()));
    conf.append("  allow_delete: true\n  interval: \"2m\"\n  timeout: \"3s\"\n}\n");
    conf.append("resolver_preload {\n");
    line(conf, "  " + authority.systemAccount(), authority.systemJwt());
    line(conf, "  " + authority.account(), authority.accountJwt());
    line(conf, "  " + authority.contentAccount(), authority.contentJwt());
    conf.append("}\n");
  }

  private static void line(StringBuilder conf, String key, Object value) {
    conf.append(key).append(": ").append(value).append('\n');
  }

  private static String quote(String value) {
    return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private boolean isAtLeast(int major, int minor) {
    String[] parts = serverVersion.split("\\.");
    int have = Integer.parseInt(parts[0]) * 1000 + Integer.parseInt(parts[1]);
    return have >= major * 1000 + minor;
  }
}
