package io.muster.trust;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;

/**
 * The kinds of keys that certificates are made of. A Java program that has just started spends
 * about 130 ms on its first two P-256 signatures and 10 ms on RSA ones, so what the command line
 * verifies is RSA; what signs for thousands of connections is P-256, which is thirty times cheaper
 * there.
 */
enum KeyKind {
  /** NIST P-256. */
  EC("EC", "SHA256withECDSA", new ECGenParameterSpec("secp256r1")),
  /** 2,048 bits: for a server's certificate. */
  RSA("RSA", "SHA256withRSA", new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4)),
  /** 3,072 bits: for a CA, which lives for years. */
  RSA_LONG("RSA", "SHA256withRSA", new RSAKeyGenParameterSpec(3072, RSAKeyGenParameterSpec.F4));

  private static final SecureRandom RANDOM = new SecureRandom();

  private final String algorithm;
  private final String signature;
  private final AlgorithmParameterSpec parameters;

  KeyKind(String algorithm, String signature, AlgorithmParameterSpec parameters) {
    this.algorithm = algorithm;
    this.signature = signature;
    this.parameters = parameters;
  }

  KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(parameters, RANDOM);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + this, e);
    }
  }

  /** The kind that a key file's text holds, whichever a former version wrote. */
  static KeyPair read(String pem) throws GeneralSecurityException {
    try {
      return Pem.keyPair(pem, EC.algorithm);
    } catch (GeneralSecurityException e) {
      return Pem.keyPair(pem, RSA.algorithm);
    }
  }

  /**
   * The name of the signature that a key makes.
   *
   * @throws GeneralSecurityException when it is neither an EC nor an RSA key
   */
  static String signature(Key key) throws GeneralSecurityException {
    for (KeyKind kind : values()) {
      if (kind.algorithm.equals(key.getAlgorithm())) {
        return kind.signature;
      }
    }
    throw new GeneralSecurityException("a key of the kind " + key.getAlgorithm() + " is not used");
  }
}
