package io.muster.trust;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PEM (RFC 7468). */
final class Pem {
  static final String PRIVATE = "PRIVATE KEY";
  static final String PUBLIC = "PUBLIC KEY";
  static final String CERTIFICATE = "CERTIFICATE";

  private Pem() {}

  static String of(String label, byte[] der) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }

  /** Every block with that label, in order. */
  static List<byte[]> blocks(String text, String label) {
    Matcher m =
        Pattern.compile(
                "-----BEGIN " + label + "-----([A-Za-z0-9+/=\\s]*)-----END " + label + "-----")
            .matcher(text);
    List<byte[]> found = new ArrayList<>();
    while (m.find()) {
      found.add(Base64.getMimeDecoder().decode(m.group(1)));
    }
    return found;
  }

  /** Both halves of a key, the private one first. */
  static String of(KeyPair pair) {
    return of(PRIVATE, pair.getPrivate().getEncoded()) + of(PUBLIC, pair.getPublic().getEncoded());
  }

  /** Whether the public half verifies what the private one signs. */
  static boolean halvesFit(KeyPair pair) throws GeneralSecurityException {
    boolean ec = pair.getPrivate().getAlgorithm().equals("EC");
    Signature signature = Signature.getInstance(ec ? "SHA256withECDSA" : "Ed25519");
    byte[] probe = {1, 2, 3};
    signature.initSign(pair.getPrivate());
    signature.update(probe);
    byte[] proof = signature.sign();
    signature.initVerify(pair.getPublic());
    signature.update(probe);
    return signature.verify(proof);
  }

  /**
   * Reads what {@link #of(KeyPair)} wrote.
   *
   * @throws GeneralSecurityException when a half is missing or of another kind
   */
  static KeyPair keyPair(String text, String algorithm) throws GeneralSecurityException {
    List<byte[]> secret = blocks(text, PRIVATE);
    List<byte[]> open = blocks(text, PUBLIC);
    if (secret.size() != 1 || open.size() != 1) {
      throw new GeneralSecurityException("one PRIVATE KEY and one PUBLIC KEY are expected");
    }
    KeyFactory factory = KeyFactory.getInstance(algorithm);
    return new KeyPair(
        factory.generatePublic(new X509EncodedKeySpec(open.getFirst())),
        factory.generatePrivate(new PKCS8EncodedKeySpec(secret.getFirst())));
  }
}
