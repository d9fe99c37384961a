package io.muster.cli.api;

import io.muster.cli.CliException;
import io.muster.cli.context.Context;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.Set;
import javax.crypto.Cipher;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** TLS that trusts the context's CA and nothing else, and checks the server's name. */
final class Tls {
  /**
   * The first key of P-256 costs a Java program that has just started 100 ms, one of X25519 10 ms;
   * and JSSE offers a key of each kind of curve that it may use.
   */
  private static final String[] FAST = {"x25519"};

  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private final SSLSocketFactory factory;

  Tls(String ca) {
    try {
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(null, ca.equals(Context.SYSTEM_CA) ? null : trust(ca), null);
      factory = tls.getSocketFactory();
    } catch (CertificateException e) {
      throw CliException.usage("the CA is not a PEM certificate: " + e.getMessage());
    } catch (GeneralSecurityException | IOException e) {
      throw CliException.usage("TLS cannot be set up: " + e.getMessage());
    }
  }

  /** Makes what every handshake makes. What fails here fails there, with its message. */
  static void prepare() {
    try {
      KeyPairGenerator.getInstance("X25519").generateKeyPair();
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(null, new TrustManager[0], null);
      tls.createSSLEngine();
      Cipher.getInstance("AES/GCM/NoPadding");
      Signature.getInstance("SHA256withRSA");
    } catch (GeneralSecurityException e) {
      return;
    }
  }

  private static TrustManager[] trust(String pem) throws GeneralSecurityException, IOException {
    Set<TrustAnchor> anchors = new HashSet<>();
    try (var in = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))) {
      for (Certificate ca : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        anchors.add(new TrustAnchor((X509Certificate) ca, null));
      }
    }
    if (anchors.isEmpty()) {
      throw new CertificateException("it holds no certificate");
    }
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
    parameters.setRevocationEnabled(false);
    TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
    managers.init(new CertPathTrustManagerParameters(parameters));
    return managers.getTrustManagers();
  }

  /**
   * Speaks TLS over a connected socket; the handshake is done when this returns.
   *
   * @param fast offers X25519 alone, which nearly every server has
   */
  SSLSocket over(Socket plain, String host, int port, boolean fast) throws IOException {
    SSLSocket socket = (SSLSocket) factory.createSocket(plain, host, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setProtocols(PROTOCOLS);
    if (fast) {
      parameters.setNamedGroups(FAST);
    }
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }
}
