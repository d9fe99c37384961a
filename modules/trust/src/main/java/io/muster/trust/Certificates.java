package io.muster.trust;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes and reads X.509 certificates (RFC 5280). */
public final class Certificates {
  /** What a certificate may be used for. */
  public enum Purpose {
    SERVER,
    CLIENT,
    /** A member of the event bus is both. */
    PEER
  }

  static final Duration CA_LIFE = Duration.ofDays(3650);
  static final Duration LEAF_LIFE = Duration.ofDays(397);
  private static final Duration SKEW = Duration.ofHours(1);
  private static final int SERIAL_BITS = 127;
  private static final int PIN_DIGITS = 32;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Pattern IP = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  /** A key and its certificate. */
  public record Issued(KeyPair key, X509Certificate certificate) {}

  private Certificates() {}

  static X509Certificate caFor(KeyPair key, String name, Instant now) {
    X500Name subject = subject(name);
    try {
      X509v3CertificateBuilder builder = builder(subject, subject, key, now, CA_LIFE);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      return signed(builder, key);
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException("cannot make the CA " + name, e);
    }
  }

  /**
   * Issues a certificate with a key of its own.
   *
   * @param names host names and IP addresses; the first is its common name too
   */
  static Issued issue(Issued ca, Purpose purpose, KeyKind kind, List<String> names, Instant now) {
    KeyPair key = kind.newKey();
    X500Name issuer = new X500Name(ca.certificate.getSubjectX500Principal().getName());
    try {
      X509v3CertificateBuilder builder =
          builder(issuer, subject(names.getFirst()), key, now, LEAF_LIFE);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(Extension.extendedKeyUsage, false, usage(purpose));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(ca.key.getPublic()));
      builder.addExtension(Extension.subjectAlternativeName, false, alternatives(names));
      return new Issued(key, signed(builder, ca.key));
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException("cannot issue a certificate for " + names, e);
    }
  }

  private static X509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, KeyPair key, Instant now, Duration life)
      throws GeneralSecurityException, CertIOException {
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            issuer,
            new BigInteger(SERIAL_BITS, RANDOM).setBit(0),
            Date.from(now.minus(SKEW)),
            Date.from(now.plus(life)),
            subject,
            key.getPublic());
    builder.addExtension(
        Extension.subjectKeyIdentifier,
        false,
        new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key.getPublic()));
    return builder;
  }

  private static X509Certificate signed(X509v3CertificateBuilder builder, KeyPair by)
      throws GeneralSecurityException, OperatorCreationException {
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(
                new JcaContentSignerBuilder(KeyKind.signature(by.getPrivate()))
                    .build(by.getPrivate())));
  }

  private static X500Name subject(String name) {
    return new X500NameBuilder().addRDN(BCStyle.CN, name).build();
  }

  private static ExtendedKeyUsage usage(Purpose purpose) {
    return new ExtendedKeyUsage(
        switch (purpose) {
          case SERVER -> new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth};
          case CLIENT -> new KeyPurposeId[] {KeyPurposeId.id_kp_clientAuth};
          case PEER ->
              new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth};
        });
  }

  private static GeneralNames alternatives(List<String> names) {
    return new GeneralNames(
        names.stream().map(name -> new GeneralName(kind(name), name)).toArray(GeneralName[]::new));
  }

  private static int kind(String name) {
    return IP.matcher(name).matches() ? GeneralName.iPAddress : GeneralName.dNSName;
  }

  /** An IP address in the one way in which {@link #names} writes it; a host name as it is. */
  static String canonical(String name) {
    if (kind(name) == GeneralName.dNSName) {
      return name;
    }
    try {
      return InetAddress.getByName(name).getHostAddress();
    } catch (UnknownHostException e) {
      return name;
    }
  }

  /** The DNS names and IP addresses that a certificate is for, the latter {@link #canonical}. */
  static Set<String> names(X509Certificate certificate) {
    Set<String> names = new java.util.TreeSet<>();
    try {
      if (certificate.getSubjectAlternativeNames() != null) {
        certificate
            .getSubjectAlternativeNames()
            .forEach(san -> names.add(canonical(san.get(1).toString())));
      }
    } catch (java.security.cert.CertificateParsingException e) {
      return Set.of();
    }
    return names;
  }

  /**
   * The certificates of a PEM text, in order.
   *
   * @throws IllegalArgumentException when one cannot be read
   */
  public static List<X509Certificate> parse(String pem) {
    List<X509Certificate> found = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (byte[] der : Pem.blocks(pem, Pem.CERTIFICATE)) {
        found.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException("not a PEM certificate: " + e.getMessage(), e);
    }
    return found;
  }

  static String pem(X509Certificate certificate) {
    try {
      return Pem.of(Pem.CERTIFICATE, certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate without an encoding", e);
    }
  }

  /** The first 32 hex digits of the certificate's SHA-256: how a join token names the CA. */
  public static String pin(X509Certificate certificate) {
    try {
      byte[] hash = MerkleTree.sha256().digest(certificate.getEncoded());
      return HexFormat.of().formatHex(hash).substring(0, PIN_DIGITS);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate without an encoding", e);
    }
  }
}
