package io.muster.server.gateway;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * What a request proves itself with.
 *
 * @param authorization the header, or null
 * @param subjects of the client certificate, which TLS has verified: {@code cn:…} first, then
 *     {@code email:…}, {@code dns:…} and {@code uri:…}; empty when there is none
 * @param address where the request came from
 * @param userAgent what it says of itself, cut to {@value #AGENT_LENGTH} characters; may be empty
 */
record Credential(String authorization, List<String> subjects, String address, String userAgent) {
  private static final int AGENT_LENGTH = 256;

  /** RFC 5280, GeneralName. */
  private static final Map<Object, String> KINDS = Map.of(1, "email:", 2, "dns:", 6, "uri:");

  private static final int MAX_SUBJECTS = 20;

  static Credential of(
      MultiMap headers, HttpConnection connection, boolean certificates, String address) {
    String authorization = headers.get(HttpHeaders.AUTHORIZATION);
    String agent = headers.get(HttpHeaders.USER_AGENT);
    return new Credential(
        authorization,
        authorization == null && certificates ? subjects(connection.sslSession()) : List.of(),
        address,
        agent == null ? "" : cut(agent));
  }

  private static String cut(String agent) {
    return agent.length() > AGENT_LENGTH ? agent.substring(0, AGENT_LENGTH) : agent;
  }

  boolean absent() {
    return authorization == null && subjects.isEmpty();
  }

  boolean local() {
    return address != null && !address.isEmpty() && GatewayConfig.isLoopback(address);
  }

  private static List<String> subjects(SSLSession session) {
    if (session == null) {
      return List.of();
    }
    try {
      return session.getPeerCertificates()[0] instanceof X509Certificate certificate
          ? subjects(certificate)
          : List.of();
    } catch (SSLPeerUnverifiedException | InvalidNameException | CertificateParsingException none) {
      return List.of();
    }
  }

  private static List<String> subjects(X509Certificate certificate)
      throws InvalidNameException, CertificateParsingException {
    List<String> subjects = new ArrayList<>();
    new LdapName(certificate.getSubjectX500Principal().getName())
        .getRdns().stream()
            .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
            .findFirst()
            .ifPresent(rdn -> subjects.add(CertificateVerifier.COMMON_NAME + rdn.getValue()));
    Collection<List<?>> others = certificate.getSubjectAlternativeNames();
    for (List<?> other : others == null ? List.<List<?>>of() : others) {
      String kind = KINDS.get(other.get(0));
      if (kind != null && subjects.size() < MAX_SUBJECTS) {
        subjects.add(kind + other.get(1));
      }
    }
    return subjects;
  }
}
