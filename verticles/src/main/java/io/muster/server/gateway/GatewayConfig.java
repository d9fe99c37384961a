package io.muster.server.gateway;

import io.muster.domain.access.Role;
import io.muster.runtime.config.ConfigException;
import io.muster.runtime.config.Range;
import io.muster.runtime.config.Size;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The section {@code gateway} of the server's configuration.
 *
 * @param host the address that the TLS port is bound to
 * @param port 0 takes a free one
 * @param tlsCertificate PEM, the chain in order; watched, and loaded again when it changes
 * @param tlsKey PEM, PKCS#8
 * @param clientCa PEM; when set, clients may authenticate with certificates of this CA
 * @param certificateRoles the role of each client certificate by its common name; others have those
 *     of the user that they belong to
 * @param plainHost a loopback address for the plain listener; anything else is refused
 * @param plainPort when set, a second listener without TLS
 * @param bodyLimit the largest request body and gRPC message
 * @param idleTimeout closes connections on which nothing moves; streams send a sign of life every
 *     15 s
 * @param tokenCache how long a verified credential is believed without asking again, and so how
 *     long a revoked one may live on
 * @param certificateCheck how often the certificate files are looked at
 * @param authFailuresPerMinute failed attempts that one address may make before it must wait
 * @param corsOrigins origins of browsers that may call; empty for none but the console's own
 * @param trustedProxies addresses and networks of load balancers whose {@code X-Forwarded-For} is
 *     believed
 * @param proxyProtocol every connection begins with HAProxy's PROXY protocol, which names the
 *     caller
 */
public record GatewayConfig(
    String host,
    @Range(min = 0, max = 65535) int port,
    Path tlsCertificate,
    Path tlsKey,
    Optional<Path> clientCa,
    Map<String, String> certificateRoles,
    String plainHost,
    @Range(min = 0, max = 65535) Optional<Integer> plainPort,
    @Range(min = 1024, max = 1L << 30) Size bodyLimit,
    @Range(min = 30_000, max = 3_600_000) Duration idleTimeout,
    @Range(min = 0, max = 5_000) Duration tokenCache,
    @Range(min = 100, max = 3_600_000) Duration certificateCheck,
    @Range(min = 1, max = 1_000_000) int authFailuresPerMinute,
    List<String> corsOrigins,
    List<String> trustedProxies,
    boolean proxyProtocol) {

  public GatewayConfig {
    if (plainPort.isPresent() && !isLoopback(plainHost)) {
      throw new ConfigException(
          "gateway.plainHost is "
              + plainHost
              + ": a listener on anything but loopback without TLS is refused; use 127.0.0.1");
    }
    trustedProxies.forEach(Origins::rule);
    certificateRoles.forEach(
        (name, role) -> {
          if (Role.ofLabel(role).isEmpty()) {
            throw new ConfigException(
                "gateway.certificateRoles."
                    + name
                    + " is "
                    + role
                    + "; use admin, operator, viewer or auditor");
          }
        });
  }

  static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
