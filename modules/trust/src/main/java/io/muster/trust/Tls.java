package io.muster.trust;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** TLS contexts of clients. */
public final class Tls {
  private Tls() {}

  /**
   * A context that trusts the certificates of a PEM text and nothing else.
   *
   * @throws IllegalArgumentException when the text holds none
   */
  public static SSLContext trusting(String caPem) {
    return context(new TrustManager[] {trustManager(parsed(caPem))});
  }

  private static List<X509Certificate> parsed(String caPem) {
    List<X509Certificate> cas = Certificates.parse(caPem);
    if (cas.isEmpty()) {
      throw new IllegalArgumentException("no PEM certificate in the CA");
    }
    return cas;
  }

  /** As {@link #trusting(String)}, of a file. */
  public static SSLContext trusting(Path caFile) throws IOException {
    try {
      return trusting(Files.readString(caFile));
    } catch (IllegalArgumentException e) {
      throw new IOException("CA file " + caFile + ": " + e.getMessage(), e);
    }
  }

  /**
   * As {@link #trusting(String)}, and every socket checks that the server's certificate is for the
   * host that was dialled: for clients that do not ask for it themselves. By a native library where
   * there is one: such links carry files.
   */
  public static SSLContext trustingNamed(String caPem) {
    X509ExtendedTrustManager trust = trustManager(parsed(caPem));
    return NamedContext.over(
        NativeTls.provider()
            .map(provider -> context(new TrustManager[] {NativeTls.asked(trust)}, provider))
            .orElseGet(() -> context(new TrustManager[] {trust})));
  }

  /**
   * A context for the first call of a machine that joins: it trusts a server whose chain contains
   * and hangs on the CA with this fingerprint.
   *
   * @param pin the first 32 hex digits of the CA certificate's SHA-256, as in the join token
   */
  public static SSLContext pinned(String pin) {
    return context(new TrustManager[] {new PinnedCa(pin)});
  }

  private static SSLContext context(TrustManager[] managers) {
    try {
      return init(SSLContext.getInstance("TLS"), managers);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has TLS", e);
    }
  }

  private static SSLContext context(TrustManager[] managers, Provider provider) {
    try {
      return init(SSLContext.getInstance("TLS", provider), managers);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(provider + " has TLS", e);
    }
  }

  private static SSLContext init(SSLContext context, TrustManager[] managers)
      throws GeneralSecurityException {
    context.init(null, managers, null);
    return context;
  }

  private static X509ExtendedTrustManager trustManager(List<X509Certificate> cas) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (X509Certificate ca : cas) {
        store.setCertificateEntry("ca-" + store.size(), ca);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("cannot build a trust store", e);
    }
  }

  static boolean belongTogether(X509Certificate certificate, byte[] pkcs8)
      throws GeneralSecurityException {
    String algorithm = certificate.getPublicKey().getAlgorithm();
    PrivateKey key =
        KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    byte[] probe = certificate.getSerialNumber().toByteArray();
    Signature signature = Signature.getInstance(KeyKind.signature(key));
    signature.initSign(key);
    signature.update(probe);
    byte[] proof = signature.sign();
    signature.initVerify(certificate.getPublicKey());
    signature.update(probe);
    return signature.verify(proof);
  }

  /**
   * Finds the CA in the presented chain by its fingerprint, then checks as if it were configured.
   */
  private static final class PinnedCa extends ServerTrust {
    private final String pin;

    PinnedCa(String pin) {
      this.pin = pin;
    }

    private X509ExtendedTrustManager with(X509Certificate[] chain) throws CertificateException {
      X509Certificate ca =
          Arrays.stream(chain)
              .filter(c -> Certificates.pin(c).equals(pin))
              .findFirst()
              .orElseThrow(
                  () ->
                      new CertificateException(
                          "the server does not present the CA "
                              + pin
                              + " that the join token names; is the address right?"));
      return trustManager(List.of(ca));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      with(chain).checkServerTrusted(chain, type, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      with(chain).checkServerTrusted(chain, type, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      with(chain).checkServerTrusted(chain, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
