package io.muster.domain.audit;

import java.util.Arrays;
import java.util.HexFormat;

/** The end of a chain, now or at some moment: the number and the hash of a row. */
public record Head(long seq, byte[] hash) {
  /** Before the first row. */
  public static final Head START = new Head(0, new byte[32]);

  public String hex() {
    return HexFormat.of().formatHex(hash);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Head head && head.seq == seq && Arrays.equals(head.hash, hash);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(seq) * 31 + Arrays.hashCode(hash);
  }
}
