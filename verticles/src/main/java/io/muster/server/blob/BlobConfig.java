package io.muster.server.blob;

import io.muster.runtime.config.Range;
import io.muster.runtime.config.Size;
import java.time.Duration;

/**
 * The section {@code blob}.
 *
 * @param maxInFlight bytes that are under way from this node at the same time
 * @param perNode of them, to one agent
 * @param decisionTtl how long it is believed that a node may have some content
 * @param retryAfter how long an agent that is told to wait waits at most
 */
public record BlobConfig(
    @Range(min = 2_097_152) Size maxInFlight,
    @Range(min = 2_097_152) Size perNode,
    @Range(min = 0, max = 60_000) Duration decisionTtl,
    @Range(min = 10, max = 60_000) Duration retryAfter) {}
