package io.muster.cli.context;

import java.net.URI;
import java.util.List;

/**
 * A control plane and a credential for it.
 *
 * @param servers at least one; tried in this order
 * @param token an API token or a JWT
 * @param ca PEM text of the CA to trust, {@code system} for the CAs of the Java runtime; empty only
 *     when every server is plain HTTP on loopback
 * @param origin where the servers were found, for messages
 * @param session of {@code muster login}, when the token is its; else null
 * @param sessions where it is kept
 */
public record Context(
    List<URI> servers,
    String token,
    String ca,
    String origin,
    Session session,
    SessionFile sessions) {
  /** Trusts what the Java runtime trusts. */
  public static final String SYSTEM_CA = "system";

  public Context {
    servers = List.copyOf(servers);
  }

  /** The same control plane without a credential. */
  public Context anonymous() {
    return new Context(servers, "", ca, origin, null, sessions);
  }

  /** The servers as a session names them. */
  public List<String> addresses() {
    return servers.stream().map(URI::toString).toList();
  }

  /** Whether one of the servers speaks TLS. */
  public boolean isEncrypted() {
    return servers.stream().anyMatch(server -> server.getScheme().equals("https"));
  }

  @Override
  public String toString() {
    return "Context[" + servers + " from " + origin + "]";
  }
}
