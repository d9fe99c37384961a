package io.muster.trust;

import java.net.Socket;
import java.security.Provider;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.conscrypt.Conscrypt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS by BoringSSL, for links that carry much. The JDK's own encrypts quickly only once its
 * compiler has worked on it to the end, which an agent's JVM never lets it: 38 MB/s a processor
 * there, against 900 MB/s and more. Who is trusted is decided by the same trust managers.
 */
final class NativeTls {
  private static final Logger LOG = LoggerFactory.getLogger(NativeTls.class);
  private static final Optional<Provider> PROVIDER = load();

  private NativeTls() {}

  /**
   * Empty where the library does not run: another processor or C library, or no place to put it.
   */
  static Optional<Provider> provider() {
    return PROVIDER;
  }

  private static Optional<Provider> load() {
    try {
      Conscrypt.checkAvailability();
      return Optional.of(
          Conscrypt.newProviderBuilder().setName("MusterTls").provideTrustManager(false).build());
    } catch (LinkageError | RuntimeException e) {
      LOG.info("TLS is the JDK's, which is slower: the native library does not load: {}", text(e));
      return Optional.empty();
    }
  }

  /** The same trust, asked in the words that the JDK's checks know. */
  static X509ExtendedTrustManager asked(X509ExtendedTrustManager jdk) {
    return new Translated(jdk);
  }

  private static final class Translated extends ServerTrust {
    private final X509ExtendedTrustManager jdk;

    Translated(X509ExtendedTrustManager jdk) {
      this.jdk = jdk;
    }

    /** TLS 1.3 does not tie a certificate to a key exchange; the JDK's word for that differs. */
    private static String word(String authType) {
      return authType.equals("GENERIC") ? "UNKNOWN" : authType;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      jdk.checkServerTrusted(chain, word(type), socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      jdk.checkServerTrusted(chain, word(type), engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      jdk.checkServerTrusted(chain, word(type));
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return jdk.getAcceptedIssuers();
    }
  }

  private static String text(Throwable e) {
    return e.getMessage() == null ? e.toString() : e.getMessage().lines().findFirst().orElse("");
  }
}
