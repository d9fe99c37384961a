package io.muster.trust;

import io.muster.trust.Certificates.Issued;
import io.muster.trust.Certificates.Purpose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of secrets that the nodes of one control plane share. {@link #ensure} makes what is
 * missing and reissues certificates that near their end or lack a name; each file is whole or not
 * there, so a start that was killed is mended by the next one. Certificate files hold the whole
 * chain with the CA.
 *
 * @param dir the folder, mode 0700
 */
public record TrustFolder(Path dir) {
  private static final Logger LOG = LoggerFactory.getLogger(TrustFolder.class);
  private static final String SECRETS_KEY = "secrets.key";
  private static final Duration RENEW_BEFORE = Certificates.LEAF_LIFE.dividedBy(3);

  /**
   * Makes everything that is missing.
   *
   * @param names host names and addresses of the HTTPS and gRPC server
   * @param natsNames those of nats-server
   * @return the paths that were written; empty when all was there
   * @throws IOException when the folder cannot be written, or a file in it cannot be read as what
   *     it should be
   */
  public List<Path> ensure(Set<String> names, Set<String> natsNames, Instant now)
      throws IOException {
    return SecretFiles.holding(
        dir,
        () -> {
          List<Path> written = new ArrayList<>();
          SecretFiles.sweep(dir);
          Authority ca = new Authority("ca", "Muster CA", KeyKind.RSA_LONG);
          Authority bus = new Authority("bus-ca", "Muster bus CA", KeyKind.EC);
          Leaf server = new Leaf("server", Purpose.SERVER, KeyKind.RSA, names);
          ensureIssued(ca, server, now, written);
          ensureIssued(ca, new Leaf("nats", Purpose.PEER, KeyKind.EC, natsNames), now, written);
          Set<String> members = Set.of("muster-bus");
          ensureIssued(bus, new Leaf("bus", Purpose.PEER, KeyKind.EC, members), now, written);
          ensureKey("signing.key", "Ed25519", written);
          ensureKey("jwt.key", "EC", written);
          ensureSecretsKey(written);
          ensureAdminToken(written);
          return List.copyOf(written);
        });
  }

  private void ensureSecretsKey(List<Path> written) throws IOException {
    Path file = dir.resolve(SECRETS_KEY);
    if (!Files.exists(file)) {
      write(file, SecretBox.newKey() + "\n", written);
    }
    secretBox();
  }

  private void ensureAdminToken(List<Path> written) throws IOException {
    if (!Files.exists(adminToken())) {
      write(adminToken(), Tokens.newApiToken().text() + "\n", written);
    } else if (Tokens.parseApi(read(adminToken())).isEmpty()) {
      throw new IOException(
          adminToken() + " holds no API token; delete it, and a new one is made at the next start");
    }
  }

  /** A CA of the folder: its files' name, its title, its key. */
  private record Authority(String name, String title, KeyKind kind) {}

  /** A certificate that an authority issues. */
  private record Leaf(String name, Purpose purpose, KeyKind kind, Set<String> names) {}

  private void ensureIssued(Authority authority, Leaf leaf, Instant now, List<Path> written)
      throws IOException {
    Path crt = dir.resolve(leaf.name + ".crt");
    Path key = dir.resolve(leaf.name + ".key");
    Path caCrt = dir.resolve(authority.name + ".crt");
    if (isGood(crt, key, caCrt, leaf.names, now)) {
      return;
    }
    Issued ca = ca(authority, now, written);
    List<String> names = List.copyOf(new TreeSet<>(leaf.names));
    Issued issued = Certificates.issue(ca, leaf.purpose, leaf.kind, names, now);
    write(key, Pem.of(Pem.PRIVATE, issued.key().getPrivate().getEncoded()), written);
    write(
        crt, Certificates.pem(issued.certificate()) + Certificates.pem(ca.certificate()), written);
  }

  private static boolean isGood(Path crt, Path key, Path ca, Set<String> names, Instant now)
      throws IOException {
    if (!Files.exists(crt) || !Files.exists(key) || !Files.exists(ca)) {
      return false;
    }
    X509Certificate leaf = first(crt);
    try {
      leaf.verify(first(ca).getPublicKey());
      byte[] secret = Pem.blocks(Files.readString(key), Pem.PRIVATE).getFirst();
      if (!Tls.belongTogether(leaf, secret)) {
        return false;
      }
    } catch (GeneralSecurityException
        | IllegalArgumentException
        | java.util.NoSuchElementException e) {
      return false;
    }
    return leaf.getNotAfter().toInstant().isAfter(now.plus(RENEW_BEFORE))
        && Certificates.names(leaf)
            .containsAll(names.stream().map(Certificates::canonical).toList());
  }

  private Issued ca(Authority authority, Instant now, List<Path> written) throws IOException {
    Path crt = dir.resolve(authority.name + ".crt");
    Path key = dir.resolve(authority.name + ".key");
    if (!Files.exists(key)) {
      if (Files.exists(crt)) {
        throw new IOException(
            key
                + " is missing, so no certificate can be issued; copy it from another"
                + " control-plane node, or provide the certificates in "
                + dir);
      }
      write(key, Pem.of(authority.kind.newKey()), written);
    }
    KeyPair pair = keyPair(key, KeyKind::read);
    if (!Files.exists(crt)) {
      write(crt, Certificates.pem(Certificates.caFor(pair, authority.title, now)), written);
    }
    X509Certificate certificate = first(crt);
    if (!belongTogether(certificate, pair)) {
      throw new IOException(
          crt + " is not the certificate of " + key + "; restore both from one backup");
    }
    return new Issued(pair, certificate);
  }

  private static boolean belongTogether(X509Certificate certificate, KeyPair pair) {
    try {
      return Tls.belongTogether(certificate, pair.getPrivate().getEncoded());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private void ensureKey(String name, String algorithm, List<Path> written) throws IOException {
    Path file = dir.resolve(name);
    if (!Files.exists(file)) {
      write(file, Pem.of(newKey(algorithm)), written);
    }
    KeyPair pair = keyPair(file, algorithm);
    try {
      if (!Pem.halvesFit(pair)) {
        throw new IOException(
            file + " holds two halves of different keys; restore it from a backup");
      }
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " holds a key that cannot be used (" + e.getMessage() + ")", e);
    }
  }

  private static KeyPair newKey(String algorithm) {
    try {
      return algorithm.equals("EC")
          ? KeyKind.EC.newKey()
          : KeyPairGenerator.getInstance(algorithm).generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + algorithm, e);
    }
  }

  private static KeyPair keyPair(Path file, String algorithm) throws IOException {
    return keyPair(file, pem -> Pem.keyPair(pem, algorithm));
  }

  /** Reads a key from PEM. */
  private interface KeyReader {
    KeyPair read(String pem) throws GeneralSecurityException;
  }

  private static KeyPair keyPair(Path file, KeyReader reader) throws IOException {
    try {
      return reader.read(read(file));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(
          file + " is not a key in PEM (" + e.getMessage() + "); restore it from a backup", e);
    }
  }

  private static X509Certificate first(Path file) throws IOException {
    try {
      return Certificates.parse(read(file)).getFirst();
    } catch (IllegalArgumentException | java.util.NoSuchElementException e) {
      throw new IOException(file + " holds no PEM certificate; restore it from a backup", e);
    }
  }

  private static String read(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new IOException(file + " is missing; start with the whole trust folder", e);
    }
  }

  private static void write(Path file, String content, List<Path> written) throws IOException {
    SecretFiles.write(file, content);
    written.add(file);
    LOG.info("wrote {}", file);
  }

  /** The CA that agents and clients trust. */
  public Path caCertificate() {
    return dir.resolve("ca.crt");
  }

  /** Chain of the HTTPS and gRPC server. */
  public Path serverCertificate() {
    return dir.resolve("server.crt");
  }

  public Path serverKey() {
    return dir.resolve("server.key");
  }

  /** Chain of nats-server. */
  public Path natsCertificate() {
    return dir.resolve("nats.crt");
  }

  public Path natsKey() {
    return dir.resolve("nats.key");
  }

  /** The CA of the event bus, which trusts nobody else. */
  public Path busCaCertificate() {
    return dir.resolve("bus-ca.crt");
  }

  public Path busCertificate() {
    return dir.resolve("bus.crt");
  }

  public Path busKey() {
    return dir.resolve("bus.key");
  }

  /** An API token with the role admin, in one line. */
  public Path adminToken() {
    return dir.resolve("admin.token");
  }

  /** What a join token says of the CA. */
  public String caPin() throws IOException {
    return Certificates.pin(first(caCertificate()));
  }

  public String caPem() throws IOException {
    return read(caCertificate());
  }

  /** The key that signs tasks. */
  public SigningKey signingKey() throws IOException {
    return new SigningKey(keyPair(dir.resolve("signing.key"), "Ed25519"));
  }

  /** What seals the values of secrets. */
  public SecretBox secretBox() throws IOException {
    Path file = dir.resolve(SECRETS_KEY);
    try {
      return SecretBox.parse(read(file));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage() + "; restore it from a backup", e);
    }
  }

  /** The ES256 key that signs sessions: {@code PRIVATE KEY} in PEM, PKCS#8. */
  public String jwtPrivatePem() throws IOException {
    return Pem.of(Pem.PRIVATE, keyPair(dir.resolve("jwt.key"), "EC").getPrivate().getEncoded());
  }

  /** The ES256 key that verifies sessions: {@code PUBLIC KEY} in PEM. */
  public String jwtPublicPem() throws IOException {
    return Pem.of(Pem.PUBLIC, keyPair(dir.resolve("jwt.key"), "EC").getPublic().getEncoded());
  }
}
