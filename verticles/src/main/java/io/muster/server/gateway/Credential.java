package io.muster.server.gateway;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import java.security.cert.X509Certificate;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * What a request proves itself with.
 *
 * @param authorization the header, or null
 * @param commonName of the client certificate, or null; TLS has verified it
 * @param address where the request came from
 * @param userAgent what it says of itself, cut to {@value #AGENT_LENGTH} characters; may be empty
 */
record Credential(String authorization, String commonName, String address, String userAgent) {
  private static final int AGENT_LENGTH = 256;

  static Credential of(
      MultiMap headers, HttpConnection connection, boolean certificates, String address) {
    String authorization = headers.get(HttpHeaders.AUTHORIZATION);
    String name =
        authorization == null && certificates ? commonName(connection.sslSession()) : null;
    String agent = headers.get(HttpHeaders.USER_AGENT);
    return new Credential(authorization, name, address, agent == null ? "" : cut(agent));
  }

  private static String cut(String agent) {
    return agent.length() > AGENT_LENGTH ? agent.substring(0, AGENT_LENGTH) : agent;
  }

  boolean absent() {
    return authorization == null && commonName == null;
  }

  boolean local() {
    return address != null && !address.isEmpty() && GatewayConfig.isLoopback(address);
  }

  private static String commonName(SSLSession session) {
    if (session == null) {
      return null;
    }
    try {
      if (session.getPeerCertificates()[0] instanceof X509Certificate certificate) {
        return new LdapName(certificate.getSubjectX500Principal().getName())
            .getRdns().stream()
                .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
                .map(rdn -> rdn.getValue().toString())
                .findFirst()
                .orElse(null);
      }
      return null;
    } catch (SSLPeerUnverifiedException | InvalidNameException none) {
      return null;
    }
  }
}
