package io.muster.domain.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The hash of a row, as {@code AuditRow} of the contract states it: SHA-256 over {@code
 * muster-audit-1} and a line feed, the previous row's hash, and every value of the row in a fixed
 * order as text in UTF-8 after its length in 4 bytes. Lengths before the values make one text of
 * each row and no two rows alike.
 */
public final class Chain {
  private static final byte[] CONTEXT = "muster-audit-1\n".getBytes(StandardCharsets.US_ASCII);

  private Chain() {}

  /** 32 bytes. */
  public static byte[] hash(long seq, long atMicros, Fact fact, byte[] previous) {
    MessageDigest sha256 = sha256();
    sha256.update(CONTEXT);
    sha256.update(previous);
    String[] values = {
      Long.toString(seq),
      Long.toString(atMicros),
      fact.kind().label(),
      fact.callId(),
      Long.toString(fact.intent()),
      fact.event(),
      fact.method(),
      fact.caller(),
      fact.address(),
      fact.face(),
      fact.userAgent(),
      fact.request(),
      fact.object(),
      Integer.toString(fact.targetCount()),
      fact.targetHash(),
      fact.outcome(),
      fact.message(),
      Long.toString(fact.durationMicros()),
      fact.traceId(),
      Integer.toString(fact.count())
    };
    for (String value : values) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
      sha256.update(bytes);
    }
    return sha256.digest();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
