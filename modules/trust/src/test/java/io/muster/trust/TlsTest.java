package io.muster.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.trust.Certificates.Issued;
import io.muster.trust.Certificates.Purpose;
import java.io.IOException;
import java.net.InetAddress;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

class TlsTest {
  private static final Issued CA = newCa();
  private static final Issued OTHER = newCa();

  /** A TLS server on loopback that greets each client with one byte. */
  private static final class Server implements AutoCloseable {
    final SSLServerSocket socket;

    Server(Issued leaf, X509Certificate... above) throws Exception {
      Certificate[] chain = new Certificate[1 + above.length];
      chain[0] = leaf.certificate();
      System.arraycopy(above, 0, chain, 1, above.length);
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setKeyEntry("leaf", leaf.key().getPrivate(), new char[0], chain);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      socket =
          (SSLServerSocket)
              context
                  .getServerSocketFactory()
                  .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
      CompletableFuture.runAsync(this::serve);
    }

    private void serve() {
      while (!socket.isClosed()) {
        try (var client = socket.accept()) {
          client.getOutputStream().write(42);
        } catch (IOException e) {
          // The client refused us, or the test is over.
        }
      }
    }

    /** Dials as a client does that was given a context: host name and all. */
    int dial(SSLContext context, String host) throws IOException {
      java.net.Socket plain = new java.net.Socket("127.0.0.1", socket.getLocalPort());
      plain.setSoTimeout(10_000);
      try (SSLSocket tls =
          (SSLSocket)
              context.getSocketFactory().createSocket(plain, host, socket.getLocalPort(), true)) {
        tls.startHandshake();
        return tls.getInputStream().read();
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static Issued newCa() {
    KeyPair key = KeyKind.RSA_LONG.newKey();
    return new Issued(key, Certificates.caFor(key, "CA", Instant.now()));
  }

  private static Issued leaf(Issued ca, String... names) {
    return Certificates.issue(ca, Purpose.SERVER, KeyKind.RSA, List.of(names), Instant.now());
  }

  private static String pin() {
    return Certificates.pin(CA.certificate());
  }

  @Test
  void aPinTrustsTheChainThatHangsOnItsCa() throws Exception {
    try (Server server = new Server(leaf(CA, "localhost"), CA.certificate())) {
      assertEquals(42, server.dial(Tls.pinned(pin()), "localhost"));
    }
  }

  @Test
  void anotherPinIsRefusedWithAWordOnTheRemedy() throws Exception {
    try (Server server = new Server(leaf(CA, "localhost"), CA.certificate())) {
      String wrong = Certificates.pin(OTHER.certificate());
      SSLException e =
          assertThrows(SSLException.class, () -> server.dial(Tls.pinned(wrong), "localhost"));
      assertTrue(e.getMessage().contains(wrong), e.getMessage());
      assertTrue(e.getMessage().contains("is the address right?"), e.getMessage());
    }
  }

  @Test
  void aChainWithoutItsCaIsRefused() throws Exception {
    try (Server server = new Server(leaf(CA, "localhost"))) {
      assertThrows(SSLException.class, () -> server.dial(Tls.pinned(pin()), "localhost"));
    }
  }

  @Test
  void aForeignLeafThatShowsTheRightCaIsRefused() throws Exception {
    try (Server server = new Server(leaf(OTHER, "localhost"), CA.certificate())) {
      assertThrows(SSLException.class, () -> server.dial(Tls.pinned(pin()), "localhost"));
    }
  }

  @Test
  void theNativeLibraryRunsHere() {
    assertTrue(NativeTls.provider().isPresent());
    assertEquals(
        "MusterTls", Tls.trustingNamed(Certificates.pem(CA.certificate())).getProvider().getName());
  }

  @Test
  void aNameIsChecked() throws Exception {
    SSLContext named = Tls.trustingNamed(Certificates.pem(CA.certificate()));
    try (Server server = new Server(leaf(CA, "nats.example.org", "127.0.0.1", "::1"))) {
      assertEquals(42, server.dial(named, "nats.example.org"));
      assertEquals(42, server.dial(named, "127.0.0.1"));
      assertThrows(SSLException.class, () -> server.dial(named, "localhost"));
      assertThrows(SSLException.class, () -> server.dial(named, "127.0.0.2"));
      // The chain alone is right.
      SSLContext chain = Tls.trusting(Certificates.pem(CA.certificate()));
      assertEquals(42, server.dial(chain, "localhost"));
    }
  }

  @Test
  void aForeignCaOrAnEndedCertificateIsRefused() throws Exception {
    SSLContext named = Tls.trustingNamed(Certificates.pem(CA.certificate()));
    try (Server server = new Server(leaf(OTHER, "localhost"), OTHER.certificate())) {
      assertThrows(SSLException.class, () -> server.dial(named, "localhost"));
    }
    Instant then = Instant.now().minus(Certificates.LEAF_LIFE).minus(Duration.ofHours(2));
    Issued ended = Certificates.issue(CA, Purpose.SERVER, KeyKind.EC, List.of("localhost"), then);
    try (Server server = new Server(ended)) {
      assertThrows(SSLException.class, () -> server.dial(named, "localhost"));
    }
  }

  @Test
  void aClientsCertificateIsNoServers() throws Exception {
    Issued client =
        Certificates.issue(CA, Purpose.CLIENT, KeyKind.EC, List.of("localhost"), Instant.now());
    SSLContext named = Tls.trustingNamed(Certificates.pem(CA.certificate()));
    try (Server server = new Server(client, CA.certificate())) {
      assertThrows(IOException.class, () -> server.dial(named, "localhost"));
      assertThrows(IOException.class, () -> server.dial(Tls.pinned(pin()), "localhost"));
    }
  }

  @Test
  void aTextWithoutACertificateIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Tls.trusting("nothing"));
  }
}
