package io.muster.trust;

import com.google.protobuf.ByteString;
import io.muster.protocol.agent.v1.Signed;
import java.security.PublicKey;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Verifies what the control plane signed, against the keys that are known by their ids. A batch
 * costs one Ed25519 verification; its further leaves cost hashing only. Safe for many threads.
 */
public final class SignatureVerifier {
  /** Thrown for a message that must not be obeyed; the text says why. */
  public static final class Forged extends Exception {
    Forged(String message) {
      super(message);
    }
  }

  private record Proven(String keyId, ByteString root, int size, ByteString signature) {}

  private static final int REMEMBERED = 128;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Proven, Boolean> proven =
      new LinkedHashMap<>(REMEMBERED * 2, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Proven, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };
  private volatile Map<String, PublicKey> keys;

  /**
   * Verifies against these keys.
   *
   * @param keys public keys of 32 bytes by their ids
   * @throws IllegalArgumentException when one is not an Ed25519 key
   */
  public SignatureVerifier(Map<String, byte[]> keys) {
    this.keys = parse(keys);
  }

  private static Map<String, PublicKey> parse(Map<String, byte[]> keys) {
    Map<String, PublicKey> parsed = new HashMap<>();
    keys.forEach((id, raw) -> parsed.put(id, Ed25519.publicKey(raw)));
    return Map.copyOf(parsed);
  }

  /** From now on only these keys count. */
  public void replaceKeys(Map<String, byte[]> fresh) {
    Map<String, PublicKey> parsed = parse(fresh);
    lock.lock();
    try {
      keys = parsed;
      proven.clear();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns the body of a message when it is what the control plane signed.
   *
   * @param kind the kind that is expected here, {@code task} or {@code ctl}
   * @throws Forged when it is not
   */
  public byte[] verify(Signed signed, String kind) throws Forged {
    if (!signed.getKind().equals(kind)) {
      throw new Forged("signed as '" + signed.getKind() + "', not as '" + kind + "'");
    }
    PublicKey key = keys.get(signed.getKeyId());
    if (key == null) {
      throw new Forged("signed with an unknown key '" + signed.getKeyId() + "'");
    }
    byte[] root =
        MerkleTree.rootOf(
            kind, signed.getBody(), signed.getIndex(), signed.getSize(), signed.getPathList());
    if (root == null) {
      throw new Forged(
          "the path does not fit leaf " + signed.getIndex() + " of " + signed.getSize());
    }
    Proven proof =
        new Proven(
            signed.getKeyId(), ByteString.copyFrom(root), signed.getSize(), signed.getSignature());
    if (!known(proof)) {
      byte[] message = SigningKey.message(root, signed.getSize());
      if (!Ed25519.verify(key, message, signed.getSignature().toByteArray())) {
        throw new Forged("the signature is wrong");
      }
      remember(proof, key);
    }
    return signed.getBody().toByteArray();
  }

  private boolean known(Proven proof) {
    lock.lock();
    try {
      return proven.containsKey(proof);
    } finally {
      lock.unlock();
    }
  }

  private void remember(Proven proof, PublicKey with) {
    lock.lock();
    try {
      if (with.equals(keys.get(proof.keyId()))) {
        proven.put(proof, true);
      }
    } finally {
      lock.unlock();
    }
  }
}
