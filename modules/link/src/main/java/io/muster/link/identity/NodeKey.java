package io.muster.link.identity;

import io.nats.client.NKey;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;

/**
 * The key pair of a NATS user: of a node, made there and never leaving it, or of a process of the
 * control plane.
 *
 * @param seed {@code SU…}: the secret
 * @param publicKey {@code U…}
 */
public record NodeKey(String seed, String publicKey) {
  private static final SecureRandom RANDOM = new SecureRandom();

  public static NodeKey create() {
    try {
      return of(NKey.createUser(RANDOM));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("cannot make a key", e);
    }
  }

  /**
   * The key of a seed.
   *
   * @throws IllegalArgumentException when it is not the seed of a user
   */
  public static NodeKey fromSeed(String seed) {
    try {
      NKey key = NKey.fromSeed(seed.strip().toCharArray());
      if (key.getType() != NKey.Type.USER) {
        throw new IllegalArgumentException("this seed is not that of a NATS user (SU…)");
      }
      return of(key);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("this is not the seed of a NATS user (SU…)", e);
    }
  }

  private static NodeKey of(NKey key) throws GeneralSecurityException, IOException {
    return new NodeKey(new String(key.getSeed()), new String(key.getPublicKey()));
  }

  /** Ed25519, 64 bytes. */
  public byte[] sign(byte[] message) {
    try {
      return NKey.fromSeed(seed.toCharArray()).sign(message);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this key cannot sign", e);
    }
  }

  /** Whether the holder of that public key signed the message; false for what is no key. */
  public static boolean verify(String publicKey, byte[] message, byte[] proof) {
    char[] key = publicKey.toCharArray();
    if (!NKey.isValidPublicUserKey(key)) {
      return false;
    }
    try {
      return NKey.fromPublicKey(key).verify(message, proof);
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return "NodeKey[" + publicKey + "]";
  }
}
