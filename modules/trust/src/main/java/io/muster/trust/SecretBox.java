package io.muster.trust;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals values with AES-256-GCM, each bound to its name and version, so that a value cannot be put
 * in another's place. The first key seals; every key opens what it sealed.
 */
public final class SecretBox {
  private static final int KEY_BYTES = 32;
  private static final int ID_BYTES = 8;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Thrown when a value cannot be opened; the message says why, and nothing of the value. */
  public static final class Closed extends Exception {
    Closed(String message) {
      super(message, null, false, false);
    }
  }

  private record Key(byte[] id, SecretKeySpec key) {}

  private final List<Key> keys;

  private SecretBox(List<Key> keys) {
    this.keys = keys;
  }

  /** A new key in the form of its file. */
  public static String newKey() {
    byte[] key = new byte[KEY_BYTES];
    RANDOM.nextBytes(key);
    return Base64.getEncoder().encodeToString(key);
  }

  /**
   * Reads keys, one a line.
   *
   * @throws IllegalArgumentException when a line is none, or there is none
   */
  public static SecretBox parse(String text) {
    List<Key> keys = new ArrayList<>();
    for (String line : text.strip().lines().toList()) {
      byte[] bytes = decoded(line.strip());
      if (bytes.length != KEY_BYTES) {
        throw new IllegalArgumentException("a key must be 32 bytes in base64");
      }
      keys.add(new Key(id(bytes), new SecretKeySpec(bytes, "AES")));
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("there is no key");
    }
    return new SecretBox(List.copyOf(keys));
  }

  private static byte[] decoded(String line) {
    try {
      return Base64.getDecoder().decode(line);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("a key must be 32 bytes in base64"); // without the line
    }
  }

  private static byte[] id(byte[] key) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update("muster secret key".getBytes(StandardCharsets.UTF_8));
      return Arrays.copyOf(digest.digest(key), ID_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Of the key that seals: what begins with it need not be sealed again. */
  public byte[] keyId() {
    return keys.getFirst().id().clone();
  }

  /** The key's id, the nonce, and what is sealed with its tag. */
  public byte[] seal(String name, long version, String value) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    Key key = keys.getFirst();
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, name, version);
      byte[] sealed = cipher.doFinal(value.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.allocate(ID_BYTES + NONCE_BYTES + sealed.length)
          .put(key.id())
          .put(nonce)
          .put(sealed)
          .array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has AES-GCM", e);
    }
  }

  /**
   * The value.
   *
   * @throws Closed when its key is not here, or it is not what was sealed under that name and
   *     version
   */
  public String open(String name, long version, byte[] sealed) throws Closed {
    if (sealed.length < ID_BYTES + NONCE_BYTES + TAG_BITS / 8) {
      throw new Closed("the secret '" + name + "' is damaged in the database; set it again");
    }
    byte[] id = Arrays.copyOf(sealed, ID_BYTES);
    Key key =
        keys.stream()
            .filter(one -> Arrays.equals(one.id(), id))
            .findFirst()
            .orElseThrow(() -> new Closed(otherKey(name, id)));
    byte[] nonce = Arrays.copyOfRange(sealed, ID_BYTES, ID_BYTES + NONCE_BYTES);
    int start = ID_BYTES + NONCE_BYTES;
    try {
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, nonce, name, version);
      byte[] value = cipher.doFinal(sealed, start, sealed.length - start);
      return new String(value, StandardCharsets.UTF_8);
    } catch (AEADBadTagException e) {
      throw new Closed(
          "the secret '" + name + "' was changed in the database by somebody else; set it again");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has AES-GCM", e);
    }
  }

  private static String otherKey(String name, byte[] id) {
    return "the secret '"
        + name
        + "' is sealed with the key "
        + HexFormat.of().formatHex(id)
        + ", which this node's secrets.key does not hold; copy the file from the node that has it,"
        + " or set the secret again";
  }

  private static Cipher cipher(int mode, Key key, byte[] nonce, String name, long version)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key.key(), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(("muster secret\0" + name + "\0" + version).getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
