package io.muster.store.job;

import io.muster.protocol.v1.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A job that is about to be.
 *
 * @param requestKey chosen by the client to make the call repeatable; empty for none
 * @param digest of the request, so that a key is not taken for another one
 * @param nodes the frozen list
 * @param governor bounds it together with others; null for none
 */
public record NewJob(
    String id,
    String name,
    String target,
    Work work,
    int parallel,
    Duration timeout,
    Duration ttl,
    String createdBy,
    Instant createdAt,
    String traceId,
    String requestKey,
    byte[] digest,
    List<Pick> nodes,
    Governor governor) {
  /** A named number of slots. */
  public record Governor(String name, int capacity) {}

  /** One that no governor bounds. */
  public NewJob(
      String id,
      String name,
      String target,
      Work work,
      int parallel,
      Duration timeout,
      Duration ttl,
      String createdBy,
      Instant createdAt,
      String traceId,
      String requestKey,
      byte[] digest,
      List<Pick> nodes) {
    this(
        id,
        name,
        target,
        work,
        parallel,
        timeout,
        ttl,
        createdBy,
        createdAt,
        traceId,
        requestKey,
        digest,
        nodes,
        null);
  }

  /** One node of the list. {@code online}: it is there now, so that its task is sent at once. */
  public record Pick(String nodeId, boolean online) {}
}
