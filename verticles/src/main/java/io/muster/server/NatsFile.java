package io.muster.server;

import io.muster.link.identity.NatsAuthority;
import io.muster.link.identity.NatsServerConf;
import io.muster.runtime.config.ConfigException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * The configuration of one of the NATS servers in {@code nats.urls}, for an operator who runs them
 * himself. Servers of one cluster reach each other on the client port + {@value #CLUSTER_OFFSET}.
 */
final class NatsFile {
  static final int CLUSTER_OFFSET = 2000;

  private static final int DEFAULT_PORT = 4222;
  private static final int MAX_PORT = 65_535;
  private static final int MAX_CONNECTIONS = 65_536;

  /**
   * Assumed when nothing is said: the first release that can sync to disk before it acknowledges.
   */
  private static final String ASSUMED_VERSION = "2.10.0";

  private NatsFile() {}

  /** The text of nats-server.conf; it holds public keys and paths, no secret. */
  static String text(ServerConfig config, Arguments.Nats given, NatsAuthority authority) {
    List<URI> servers = config.nats().urls().stream().map(NatsFile::address).toList();
    URI self = pick(servers, given);
    Path dir =
        given
            .dir()
            .orElseThrow(
                () ->
                    new ConfigException("--nats-dir is missing: where that server keeps its data"));
    Path tls = given.tls().orElse(config.trust());
    boolean alone = servers.size() == 1;
    List<String> routes =
        alone
            ? List.of()
            : servers.stream()
                .filter(other -> !other.equals(self))
                .map(other -> "nats-route://" + other.getHost() + ":" + clusterPort(other))
                .toList();
    return new NatsServerConf(
            "muster-" + self.getHost() + "-" + port(self),
            given.listen().orElse(self.getHost()),
            port(self),
            dir,
            tls.resolve("nats.crt"),
            tls.resolve("nats.key"),
            version(given),
            MAX_CONNECTIONS,
            routes,
            alone ? 0 : clusterPort(self),
            0)
        .text(authority);
  }

  private static String version(Arguments.Nats given) {
    String version = given.version().orElse(ASSUMED_VERSION);
    if (!version.matches("v?\\d+\\.\\d+(\\..*)?")) {
      throw new ConfigException("--nats-version is '" + version + "' but must look like 2.10.27");
    }
    return version.startsWith("v") ? version.substring(1) : version;
  }

  private static URI pick(List<URI> servers, Arguments.Nats given) {
    List<URI> fitting =
        servers.stream()
            .filter(s -> given.host().map(s.getHost()::equals).orElse(true))
            .filter(s -> given.port().map(p -> p == port(s)).orElse(true))
            .toList();
    if (fitting.size() != 1) {
      throw new ConfigException(
          (fitting.isEmpty() ? "no" : "more than one")
              + " server of nats.urls fits; say which of "
              + servers
              + " it is with --nats-host and --nats-port");
    }
    return fitting.getFirst();
  }

  private static int port(URI server) {
    return server.getPort() < 0 ? DEFAULT_PORT : server.getPort();
  }

  private static int clusterPort(URI server) {
    int port = port(server) + CLUSTER_OFFSET;
    if (port > MAX_PORT) {
      throw new ConfigException(
          "nats.urls holds "
              + server
              + ", but servers of a cluster reach each other on the port + "
              + CLUSTER_OFFSET
              + "; choose a lower one");
    }
    return port;
  }

  private static URI address(String url) {
    URI uri = URI.create(url);
    if (uri.getHost() == null) {
      throw new ConfigException("'" + url + "' is not an address; write tls://host:port");
    }
    return uri;
  }
}
