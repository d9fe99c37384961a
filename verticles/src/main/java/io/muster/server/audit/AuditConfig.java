package io.muster.server.audit;

import io.muster.runtime.config.Range;
import java.time.Duration;

/**
 * The section {@code audit} of the server's configuration.
 *
 * @param publish how often the head of the chain is published, when it has moved
 * @param keep how long rows and published heads are kept; whole months are dropped at once
 * @param batch how many rows one transaction appends at most
 */
public record AuditConfig(
    @Range(min = 1_000, max = 86_400_000) Duration publish,
    @Range(min = 86_400_000) Duration keep,
    @Range(min = 1, max = 10_000) int batch) {}
