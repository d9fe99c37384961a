package io.muster.domain.audit;

import java.util.Arrays;

/**
 * A fact at its place in the chain.
 *
 * @param seq from 1, without a gap
 * @param atMicros microseconds since 1970
 * @param previous the hash of the row before, 32 bytes
 * @param hash 32 bytes
 */
public record ChainRow(long seq, long atMicros, Fact fact, byte[] previous, byte[] hash) {
  /** Puts a fact after a head. */
  public static ChainRow after(Head head, long atMicros, Fact fact) {
    long seq = head.seq() + 1;
    return new ChainRow(
        seq, atMicros, fact, head.hash(), Chain.hash(seq, atMicros, fact, head.hash()));
  }

  /** The end of the chain when this is its last row. */
  public Head head() {
    return new Head(seq, hash);
  }

  /** Its hash is that of what it says. */
  public boolean intact() {
    return Arrays.equals(hash, Chain.hash(seq, atMicros, fact, previous));
  }
}
