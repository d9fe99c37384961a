package io.muster.trust;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.muster.protocol.agent.v1.Signed;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The Ed25519 key with which the control plane signs what agents obey. Its id is the first 16 hex
 * digits of the SHA-256 of the public key. Safe for many threads.
 */
public final class SigningKey implements BatchSigner {
  private static final byte[] CONTEXT = "muster-batch-v1\n".getBytes(StandardCharsets.US_ASCII);
  private static final int ID_BYTES = 8;

  private final PrivateKey key;
  private final byte[] publicKey;
  private final String id;

  SigningKey(KeyPair pair) {
    this.key = pair.getPrivate();
    this.publicKey = Ed25519.raw(pair.getPublic());
    this.id = idOf(publicKey);
    if (!Ed25519.verify(pair.getPublic(), CONTEXT, Ed25519.sign(key, CONTEXT))) {
      throw new IllegalArgumentException(
          "the two halves of the signing key do not belong together");
    }
  }

  private static String idOf(byte[] publicKey) {
    byte[] hash = MerkleTree.sha256().digest(publicKey);
    return HexFormat.of().formatHex(hash, 0, ID_BYTES);
  }

  /** What is signed: the root alone does not fix how many leaves the tree has. */
  static byte[] message(byte[] root, int size) {
    return ByteBuffer.allocate(CONTEXT.length + Integer.BYTES + root.length)
        .put(CONTEXT)
        .putInt(size)
        .put(root)
        .array();
  }

  public String id() {
    return id;
  }

  /** 32 bytes, RFC 8032. */
  public byte[] publicKey() {
    return publicKey.clone();
  }

  @Override
  public List<Signed> sign(String kind, List<byte[]> bodies) {
    if (bodies.isEmpty()) {
      return List.of();
    }
    if (bodies.size() > MerkleTree.MAX_SIZE) {
      throw new IllegalArgumentException("a batch has at most " + MerkleTree.MAX_SIZE + " bodies");
    }
    MerkleTree tree = new MerkleTree(kind, bodies);
    ByteString signature =
        UnsafeByteOperations.unsafeWrap(
            Ed25519.sign(key, message(tree.root().toByteArray(), bodies.size())));
    List<Signed> signed = new ArrayList<>(bodies.size());
    for (int i = 0; i < bodies.size(); i++) {
      signed.add(
          Signed.newBuilder()
              .setKind(kind)
              .setBody(ByteString.copyFrom(bodies.get(i)))
              .setKeyId(id)
              .setSignature(signature)
              .setIndex(i)
              .setSize(bodies.size())
              .addAllPath(tree.path(i))
              .build());
    }
    return signed;
  }
}
