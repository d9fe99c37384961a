package io.muster.trust;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/**
 * Ed25519 (RFC 8032). Bouncy Castle does the sums: a verification takes it a tenth of what it takes
 * the JDK's own provider, and in an agent, whose code is not compiled with every effort, that is
 * the difference between 0.2 ms and 2 ms of each command. Keys are the JDK's.
 */
final class Ed25519 {
  static final int PUBLIC_KEY_BYTES = 32;
  static final int SIGNATURE_BYTES = 64;

  /** What stands before the 32 bytes of a public key in its X.509 form (RFC 8410). */
  private static final byte[] SPKI = HexFormat.of().parseHex("302a300506032b6570032100");

  private Ed25519() {}

  static byte[] sign(PrivateKey key, byte[] message) {
    byte[] seed =
        key instanceof EdECPrivateKey ed ? ed.getBytes().orElse(new byte[0]) : new byte[0];
    if (seed.length != Ed25519PrivateKeyParameters.KEY_SIZE) {
      throw new IllegalStateException("this key cannot sign with Ed25519");
    }
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, new Ed25519PrivateKeyParameters(seed));
    signer.update(message, 0, message.length);
    return signer.generateSignature();
  }

  static boolean verify(PublicKey key, byte[] message, byte[] proof) {
    if (proof.length != SIGNATURE_BYTES) {
      return false;
    }
    try {
      Ed25519Signer signer = new Ed25519Signer();
      signer.init(false, new Ed25519PublicKeyParameters(raw(key)));
      signer.update(message, 0, message.length);
      return signer.verifySignature(proof);
    } catch (IllegalArgumentException e) {
      return false; // 32 bytes that are no point of the curve
    }
  }

  /**
   * The key of 32 raw bytes.
   *
   * @throws IllegalArgumentException when they are not a key
   */
  static PublicKey publicKey(byte[] raw) {
    if (raw.length != PUBLIC_KEY_BYTES) {
      throw new IllegalArgumentException(
          "an Ed25519 public key has 32 bytes, this one has " + raw.length);
    }
    byte[] encoded = Arrays.copyOf(SPKI, SPKI.length + raw.length);
    System.arraycopy(raw, 0, encoded, SPKI.length, raw.length);
    try {
      return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not an Ed25519 public key", e);
    }
  }

  static byte[] raw(PublicKey key) {
    byte[] encoded = key.getEncoded();
    return Arrays.copyOfRange(encoded, encoded.length - PUBLIC_KEY_BYTES, encoded.length);
  }
}
