package io.muster.runtime;

import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.DeliveryOptions;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;

/**
 * What a handler tells of its call beside the answer, for the audit trail: on which nodes it was.
 * It travels in the headers of the reply, and on through a verticle that had another do the work.
 */
public final class Notes {
  private static final String COUNT = "targets";
  private static final String HASH = "targets-hash";

  private int count = -1;
  private String hash = "";

  /** The nodes in their order. */
  public void targets(Collection<String> nodeIds) {
    try {
      byte[] text = String.join("\n", nodeIds).getBytes(StandardCharsets.UTF_8);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text);
      targets(nodeIds.size(), HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * As {@link #targets(Collection)}, worked out elsewhere.
   *
   * @param hash SHA-256 of the ids in order with a line feed between them, hex
   */
  public void targets(int count, String hash) {
    this.count = count;
    this.hash = hash;
  }

  /** How many nodes; -1 when nobody said. */
  public int count() {
    return count;
  }

  /** Empty when nobody said. */
  public String hash() {
    return hash;
  }

  DeliveryOptions addTo(DeliveryOptions options) {
    return count < 0
        ? options
        : options.addHeader(COUNT, Integer.toString(count)).addHeader(HASH, hash);
  }

  void read(MultiMap headers) {
    String told = headers.get(COUNT);
    if (told != null) {
      targets(Integer.parseInt(told), headers.get(HASH));
    }
  }
}
