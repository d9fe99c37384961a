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
    List<Pick> nodes) {
  /** One node of the list. {@code online}: it is there now, so that its task is sent at once. */
  public record Pick(String nodeId, boolean online) {}
}
