package io.muster.trust;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * The Merkle tree of RFC 9162 section 2.1, built level by level: pairs are hashed, and a last one
 * without a neighbour moves up as it is. Leaves are {@code SHA-256(0x00 || kind || 0x00 || body)}.
 */
final class MerkleTree {
  static final int HASH_BYTES = 32;

  /** No tree has more leaves than this. */
  static final int MAX_SIZE = 1 << 24;

  private final List<ByteString[]> levels = new ArrayList<>();

  MerkleTree(String kind, List<byte[]> bodies) {
    MessageDigest sha = sha256();
    byte[] prefix = prefix(kind);
    ByteString[] level = new ByteString[bodies.size()];
    for (int i = 0; i < level.length; i++) {
      sha.update(prefix);
      level[i] = UnsafeByteOperations.unsafeWrap(sha.digest(bodies.get(i)));
    }
    levels.add(level);
    byte[] buffer = new byte[1 + 2 * HASH_BYTES];
    while (level.length > 1) {
      level = above(level, sha, buffer);
      levels.add(level);
    }
  }

  private static ByteString[] above(ByteString[] level, MessageDigest sha, byte[] buffer) {
    ByteString[] up = new ByteString[(level.length + 1) / 2];
    for (int i = 0; i < up.length; i++) {
      up[i] =
          2 * i + 1 == level.length
              ? level[2 * i]
              : UnsafeByteOperations.unsafeWrap(node(sha, buffer, level[2 * i], level[2 * i + 1]));
    }
    return up;
  }

  ByteString root() {
    return levels.getLast()[0];
  }

  /** The sibling hashes of a leaf, from the leaf up. */
  List<ByteString> path(int index) {
    List<ByteString> path = new ArrayList<>(levels.size());
    int at = index;
    for (ByteString[] level : levels.subList(0, levels.size() - 1)) {
      int sibling = at ^ 1;
      if (sibling < level.length) {
        path.add(level[sibling]);
      }
      at >>= 1;
    }
    return path;
  }

  /**
   * The root that a leaf and its path lead to (RFC 9162 section 2.1.3.2), or null when the path
   * does not fit the position.
   */
  static byte[] rootOf(String kind, ByteString body, int index, int size, List<ByteString> path) {
    if (size < 1 || size > MAX_SIZE || index < 0 || index >= size) {
      return null;
    }
    MessageDigest sha = sha256();
    sha.update(prefix(kind));
    sha.update(body.asReadOnlyByteBuffer());
    byte[] buffer = new byte[1 + 2 * HASH_BYTES];
    ByteString at = UnsafeByteOperations.unsafeWrap(sha.digest());
    int fn = index;
    int sn = size - 1;
    for (ByteString sibling : path) {
      if (sn == 0 || sibling.size() != HASH_BYTES) {
        return null;
      }
      if ((fn & 1) == 1 || fn == sn) {
        at = UnsafeByteOperations.unsafeWrap(node(sha, buffer, sibling, at));
        while ((fn & 1) == 0 && fn != 0) {
          fn >>= 1;
          sn >>= 1;
        }
      } else {
        at = UnsafeByteOperations.unsafeWrap(node(sha, buffer, at, sibling));
      }
      fn >>= 1;
      sn >>= 1;
    }
    return sn == 0 ? at.toByteArray() : null;
  }

  private static byte[] node(MessageDigest sha, byte[] buffer, ByteString left, ByteString right) {
    buffer[0] = 1;
    left.copyTo(buffer, 1);
    right.copyTo(buffer, 1 + HASH_BYTES);
    return sha.digest(buffer);
  }

  private static byte[] prefix(String kind) {
    return ("\0" + kind + "\0").getBytes(StandardCharsets.UTF_8);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
